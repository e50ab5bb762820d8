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
  private readonly routes = new Map<string, string>();

  /**
   * `answeredBy`: routes, by step, at which partners answer what is more than an outcome; a plain callback is refused there. Throws when the kind has
   * a plan already.
   */
  register(kind: string, plan: PlanOf, answeredBy: Readonly<Record<string, string>> = {}): void {
    if (this.known.has(kind)) throw new Error(`Stages of kind ${kind} have two plans`);
    this.known.set(kind, plan);
    for (const [step, route] of Object.entries(answeredBy)) this.routes.set(`${kind} ${step}`, route);
  }

  of(kind: string, config: unknown): ReviewConfig | undefined {
    return this.known.get(kind)?.(config);
  }

  /** The only route at which a step is answered; undefined: a callback does. */
  answeredBy(kind: string, step: string): string | undefined {
    return this.routes.get(`${kind} ${step}`);
  }
}
