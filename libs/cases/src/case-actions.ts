import { Injectable } from '@nestjs/common';
import type { RequestContext } from '@doyak/kernel/http';

/** Something that can be done about a case, and whether this person may do it now. */
export interface CaseAction {
  /** `<context>.<verb>` */
  readonly action: string;
  readonly method: 'POST';
  /** Where to send it. */
  readonly path: string;
  readonly allowed: boolean;
  /** Why not. */
  readonly why?: { readonly code: string; readonly detail: string };
}

export type ActionProvider = (ask: {
  readonly caseId: string;
  readonly context: RequestContext;
}) => Promise<readonly CaseAction[]>;

/** Collects from the contexts what can be done about a case. */
@Injectable()
export class CaseActions {
  private readonly providers = new Map<string, ActionProvider>();

  /** Throws when a context registers twice. */
  register(context: string, provider: ActionProvider): void {
    if (this.providers.has(context)) throw new Error(`Actions of ${context} are registered twice`);
    this.providers.set(context, provider);
  }

  async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const lists = await Promise.all(
      [...this.providers.values()].map((provider) => provider({ caseId, context })),
    );
    return lists.flat();
  }
}
