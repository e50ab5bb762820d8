import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { type CaseAction, CaseActions } from './case-actions.js';
import { planOf } from './features/plan-of.js';

/** What operators can do about a case itself: open what is ready, hold, resume, assign, close. */
@Injectable()
export class OwnActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('cases', ({ caseId, context }) => this.of(caseId, context));
  }

  private async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const { status, stages } = await planOf(this.store, caseId);
    const may = context.permits('cases.advance');
    const action = (name: string, path: string, when: readonly string[]): CaseAction => {
      const base = { action: `cases.${name}`, method: 'POST', path: `/v1/cases/${caseId}/${path}` } as const;
      if (!may)
        return { ...base, allowed: false, why: { code: 'FORBIDDEN', detail: 'Operators advance cases' } };
      if (when.includes(status)) return { ...base, allowed: true };
      const code = status === 'closed' ? 'CASE_CLOSED' : status === 'held' ? 'CASE_HELD' : 'CASE_NOT_HELD';
      return { ...base, allowed: false, why: { code, detail: `The case is ${status}` } };
    };
    const ready = Object.entries(stages).filter(([, stage]) => stage.status === 'ready');
    return [
      ...ready.map(([stage]) => action('open-stage', `stages/${stage}/open`, ['open'])),
      action('hold', 'hold', ['open']),
      action('resume', 'resume', ['held']),
      action('assign', 'assign', ['open', 'held']),
      action('close', 'close', ['open', 'held']),
    ];
  }
}
