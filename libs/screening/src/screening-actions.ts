import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type CaseAction, CaseActions, GetCase, MayDecideStage } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { foundedReasons } from './domain/decide-screening.js';
import { screening, type ScreeningCommand } from './domain/screening.js';
import { awaitedSupplement, type KnownScreening } from './domain/screening.state.js';
import { ListScreenings } from './read-models/screening-list/list-screenings.js';
import { screeningStream } from './screening-id.js';

interface Candidate {
  readonly verb: string;
  readonly path: string;
  readonly permission: string;
  /** What is tried, without being carried out: the decider itself says whether and why not. */
  readonly command: ScreeningCommand;
  /** Whether it makes this person one of those who decide the stage. */
  readonly decides?: boolean;
}

/** What can be done about the screenings of a case. */
@Injectable()
export class ScreeningActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  onModuleInit(): void {
    this.actions.register('screening', ({ caseId, context }) => this.of(caseId, context));
  }

  private async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const lines = await this.queries.execute(new ListScreenings({ caseId }, undefined, undefined, 20));
    const open = lines.filter(({ status }) => status === 'open' || status === 'awaiting-supplement');
    if (open.length === 0) return [];
    const held = (await this.queries.execute(new GetCase(caseId)))?.status === 'held';
    const actions = open.map(async ({ id }) => {
      const { state } = await this.store.load(screeningStream(id), screening);
      if (state.status === 'none') return [];
      const apart = await this.queries.execute(
        new MayDecideStage(caseId, state.stage, context.actor.id, context.now),
      );
      return candidates(state).map((one) => tried(one, state, { context, held, apart }));
    });
    return (await Promise.all(actions)).flat();
  }
}

function candidates(state: KnownScreening): Candidate[] {
  const examine = 'screening.examine';
  const judge = () => state.results;
  const overrulings = state.rules.flatMap(({ id }): Candidate[] => {
    const of = { permission: 'screening.overrule', decides: true };
    const command = { rule: id, reason: '' };
    const proposed = state.overrulings[id];
    if (proposed && !proposed.confirmedBy) {
      const path = `overrulings/${id}/confirm`;
      return [
        { ...of, verb: 'confirm-overruling', path, command: { type: 'ConfirmOverruling', ...command } },
      ];
    }
    const fails = state.results.some(({ rule, outcome }) => rule === id && outcome === 'fails');
    if (!fails || proposed) return [];
    const proposal = { type: 'ProposeOverruling', ...command } as const;
    return [{ ...of, verb: 'propose-overruling', path: 'overrulings', command: proposal }];
  });
  const decide = { permission: 'screening.decide', path: 'decide', decides: true };
  const ask = { type: 'RequestSupplement', ask: '', fields: [], answerBefore: '' } as const;
  const answer = { answers: {}, facts: {}, faults: [], judge };
  return [
    {
      verb: 'record-facts',
      path: 'facts',
      permission: examine,
      command: { type: 'RecordFacts', facts: {}, reason: '', judge },
    },
    { verb: 'request-supplement', path: 'supplement-requests', permission: examine, command: ask },
    ...(awaitedSupplement(state)
      ? [
          {
            verb: 'answer-supplement',
            path: 'supplement-answers',
            permission: 'screening.answer',
            command: { type: 'AnswerSupplement', ...answer } as const,
          },
        ]
      : []),
    ...overrulings,
    {
      ...decide,
      verb: 'find-eligible',
      command: { type: 'DecideScreening', decision: 'ELIGIBLE', reasons: [] },
    },
    {
      ...decide,
      verb: 'find-ineligible',
      command: { type: 'DecideScreening', decision: 'INELIGIBLE', reasons: foundedReasons(state) },
    },
  ];
}

function tried(
  { verb, path, permission, command, decides }: Candidate,
  state: KnownScreening,
  { context, held, apart }: { context: RequestContext; held: boolean; apart: string | undefined },
): CaseAction {
  const base = {
    action: `screening.${verb}`,
    method: 'POST',
    path: `/v1/screenings/${state.screeningId}/${path}`,
  } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (held && permission !== 'screening.answer') return not('CASE_HELD', 'The case is on hold');
  if (decides && apart !== undefined)
    return not('DUTIES_NOT_SEPARATE', `The person who decided ${apart} may not decide ${state.stage}`);
  try {
    screening.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
