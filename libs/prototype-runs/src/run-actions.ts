import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { coFunding } from './domain/co-funding.js';
import { prototypeRun, type RunCommand } from './domain/run.js';
import { type KnownRun, nextGate } from './domain/run.state.js';
import { fundingStream, runStream } from './prototype-run-ids.js';
import { madeFor } from './reactions/run-stages.js';
import { RunDesk } from './run-desk.js';

/** What can be done about the prototype runs and co-fundings of a case. */
@Injectable()
export class RunActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  onModuleInit(): void {
    this.actions.register('prototype-runs', async ({ caseId, context }) => {
      const { runs, fundings } = await madeFor(caseId, Infinity, this.store);
      const found = [
        ...runs.map((id) => this.ofRun(id, context)),
        ...fundings.map((id) => this.ofFunding(id, context)),
      ];
      return (await Promise.all(found)).flat();
    });
  }

  private async ofRun(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(runStream(id), prototypeRun);
    if (state.status !== 'OPEN') return [];
    const funding = await this.desk.fundingStanding(state.fundingId);
    const decide = (command: RunCommand) => () =>
      prototypeRun.decide({ ...command, now: context.now, actor: context.actor }, state);
    return [
      ...passing(state, funding).map(([verb, command]) =>
        tried('prototype-runs', verb, 'prototype-runs.judge', id, context, decide(command)),
      ),
      ...(['submit-gate', 'plan'] as const).map((verb) =>
        tried('prototype-runs', verb, 'prototype-runs.submit', id, context),
      ),
      tried(
        'prototype-runs',
        'end',
        'prototype-runs.judge',
        id,
        context,
        decide({ type: 'EndRun', outcome: 'abandoned', reason: '' }),
      ),
    ];
  }

  private async ofFunding(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(fundingStream(id), coFunding);
    if (state.status !== 'COLLECTING' && state.status !== 'REOPENED') return [];
    const approve = () =>
      coFunding.decide({ type: 'ApproveCoFunding', now: context.now, actor: context.actor }, state);
    return [
      tried('co-fundings', 'pledge', 'prototype-runs.pledge', id, context),
      tried('co-fundings', 'approve', 'prototype-runs.fund', id, context, approve),
    ];
  }
}

function passing(
  state: KnownRun,
  funding: Awaited<ReturnType<RunDesk['fundingStanding']>>,
): [string, RunCommand][] {
  const next = nextGate(state);
  return next ? [['pass-gate', { type: 'PassGate', gate: next.gate, funding }]] : [];
}

/** The decider itself says whether and why not; nothing is carried out. */
function tried(
  list: 'prototype-runs' | 'co-fundings',
  verb: string,
  permission: string,
  id: string,
  context: RequestContext,
  attempt?: () => unknown,
): CaseAction {
  const base = { action: `${list}.${verb}`, method: 'POST', path: `/v1/${list}/${id}/${verb}` } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  try {
    attempt?.();
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
