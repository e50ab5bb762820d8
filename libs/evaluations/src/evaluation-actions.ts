import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type CaseAction, CaseActions, GetCase } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { evaluation, type EvaluationCommand } from './domain/evaluation.js';
import type { KnownEvaluation } from './domain/evaluation.state.js';
import { EvaluationDesk } from './evaluation-desk.js';
import { evaluationStream } from './evaluation-ids.js';
import { evaluationStages, lastRuns } from './reactions/evaluation-stages.js';

interface Candidate {
  readonly verb: string;
  readonly path: string;
  readonly permission: string;
  /** What is tried, without being carried out: the decider itself says whether and why not. Absent: it depends on who is named. */
  readonly command?: EvaluationCommand;
}

/** What can be done about the evaluations of a case. */
@Injectable()
export class EvaluationActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
  ) {}

  onModuleInit(): void {
    this.actions.register('evaluations', ({ caseId, context }) => this.of(caseId, context));
  }

  private async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const held = (await this.queries.execute(new GetCase(caseId)))?.status === 'held';
    const runs = lastRuns(await evaluationStages(caseId, Infinity, this.store));
    const found = runs.map(async ({ id }) => {
      const { state } = await this.store.load(evaluationStream(id), evaluation);
      if (state.status !== 'appointing' && state.status !== 'scoring') return [];
      const candidates = await this.desk.seated(state);
      return possible(state, candidates).map((one) => tried(one, state, context, held));
    });
    return (await Promise.all(found)).flat();
  }
}

type Seated = Extract<EvaluationCommand, { type: 'CloseEvaluation' }>['candidates'];

function possible(state: KnownEvaluation, candidates: Seated): Candidate[] {
  const appoint = { permission: 'evaluations.appoint' };
  if (state.status === 'appointing') return [{ ...appoint, verb: 'appoint-panel', path: 'panel' }];
  const conduct = { permission: 'evaluations.conduct' };
  const vacant = state.seats.filter(({ out, replacedBy }) => out !== undefined && replacedBy === undefined);
  const challengeable = state.seats.find(
    ({ personId, out }) =>
      out === undefined && !state.challenges.some(({ reviewer }) => reviewer === personId),
  );
  const minutes = '';
  return [
    ...(vacant.length > 0 ? [{ ...appoint, verb: 'appoint-replacement', path: 'replacements' }] : []),
    { ...conduct, verb: 'close', path: 'close', command: { type: 'CloseEvaluation', minutes, candidates } },
    ...(state.kind === 'presentation-evaluation'
      ? [
          {
            ...conduct,
            verb: 'record-no-show',
            path: 'no-show',
            command: { type: 'RecordNoShow', minutes } as const,
          },
        ]
      : []),
    ...(state.sheet.kind === 'scored' && state.sheet.bonuses.length > 0
      ? [
          {
            ...conduct,
            verb: 'award-bonus',
            path: 'bonuses',
            command: { type: 'AwardBonus', bonuses: [], reason: '' } as const,
          },
        ]
      : []),
    ...(challengeable
      ? [
          {
            verb: 'challenge',
            path: 'challenges',
            permission: 'evaluations.challenge',
            command: { type: 'FileChallenge', reviewer: challengeable.personId, grounds: '' } as const,
          },
        ]
      : []),
  ];
}

function tried(
  { verb, path, permission, command }: Candidate,
  state: KnownEvaluation,
  context: RequestContext,
  held: boolean,
): CaseAction {
  const base = {
    action: `evaluations.${verb}`,
    method: 'POST',
    path: `/v1/evaluations/${state.evaluationId}/${path}`,
  } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (held && permission !== 'evaluations.challenge') return not('CASE_HELD', 'The case is on hold');
  if (!command) return { ...base, allowed: true };
  try {
    evaluation.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
