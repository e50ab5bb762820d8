import { Injectable } from '@nestjs/common';
import type { ReviewConfig } from '@doyak/programs';

type PlanOf = (config: unknown) => ReviewConfig;

/**
 * Plans of stages that are not reviews themselves. A context whose stages consist of steps registers what they are, opens reviews with `OpenReview`
 * under ids of its own, follows `ReviewDecided`, and closes its stages itself.
 */
@Injectable()
export class ReviewPlans {
  private readonly known = new Map<string, PlanOf>();

  /** Throws when the kind has a plan already. */
  register(kind: string, plan: PlanOf): void {
    if (this.known.has(kind)) throw new Error(`Stages of kind ${kind} have two plans`);
    this.known.set(kind, plan);
  }

  of(kind: string, config: unknown): ReviewConfig | undefined {
    return this.known.get(kind)?.(config);
  }
}
