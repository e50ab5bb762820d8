import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { z } from 'zod';
import { type Reader, seesResult } from '../../domain/blindness.js';
import { evaluation } from '../../domain/evaluation.js';
import type { KnownEvaluation } from '../../domain/evaluation.state.js';
import { contribution, explain, type Explanation } from '../../domain/explanation.js';
import { decimal } from '../../domain/scoring.js';
import { evaluationStream } from '../../evaluation-ids.js';
import { EvaluationPlans } from '../../evaluation-plans.js';
import { evaluationStages, lastRuns } from '../../reactions/evaluation-stages.js';

const outcome = z.enum(['passed', 'failed', 'no-show', 'confirmed', 'refuted']);
const explainedMean = z.object({
  sum: z.string(),
  count: z.int(),
  rounded: z.string().describe('Two decimals, half up'),
  how: z.string(),
});

const scored = z.object({
  kind: z.literal('scored'),
  ballots: z
    .array(
      z.object({
        reviewer: z.uuid().nullable().describe('Null for the applicant'),
        marks: z.array(z.object({ item: z.string(), mark: z.string(), how: z.string(), points: z.string() })),
        total: z.string(),
        dropped: z.enum(['highest', 'lowest']).nullable(),
      }),
    )
    .describe('Lowest first'),
  drop: z.object({ rule: z.string().nullable(), applied: z.boolean() }),
  mean: explainedMean,
  criteria: z
    .array(explainedMean.extend({ id: z.string(), weight: z.int() }))
    .describe('Means over the ballots that count: they decide ties, the highest weight first'),
  passTest: z.object({ how: z.string(), passed: z.boolean() }).describe('Before any bonus'),
  bonuses: z.array(z.object({ id: z.string(), points: z.string() })),
  total: z.object({ how: z.string(), points: z.string() }),
});

const checklist = z.object({
  kind: z.literal('checklist'),
  items: z.array(
    z.object({
      id: z.string(),
      mandatory: z.boolean(),
      how: z.string().describe('Confirmed against refuted'),
      holds: z.boolean(),
    }),
  ),
  passed: z.boolean(),
});

export const explanationView = z
  .object({
    evaluationId: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    outcome: outcome.nullable(),
    told: outcome,
    quorum: z.object({ needed: z.int(), ballots: z.int(), met: z.boolean() }),
    voided: z
      .array(z.object({ reviewer: z.uuid().nullable(), because: z.string() }))
      .describe('Ballots that were given and count no longer'),
    result: z.discriminatedUnion('kind', [scored, checklist]).nullable(),
    weighting: z
      .array(
        z.object({
          selection: z.string().describe('Stage that ranks by it'),
          parts: z.array(
            z.object({
              stage: z.string(),
              percent: z.int(),
              total: z.string().nullable().describe('Null: not known yet'),
              contribution: z.string().nullable().describe('Four decimals, exact'),
            }),
          ),
          total: z.string().nullable().describe('Two decimals, half up; null while a part is unknown'),
        }),
      )
      .describe('How it counts where evaluations are weighted'),
  })
  .meta({ id: 'EvaluationExplanation' });

/** How totals came about. */
@Injectable()
export class Explanations {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EvaluationPlans) private readonly plans: EvaluationPlans,
  ) {}

  /** Refusal: EVALUATION_NOT_CLOSED. */
  async of(state: KnownEvaluation, reader: Reader): Promise<z.input<typeof explanationView>> {
    const explained = seesResult(state, reader) ? explain(state) : undefined;
    if (!explained)
      throw new Refusal('conflict', 'EVALUATION_NOT_CLOSED', 'The panel has to be closed before');
    const { evaluationId: id, caseId, stage, run } = state;
    const told = reader.inside || !reader.party ? explained : unnamed(explained);
    const weighting = await this.weighting(state);
    return { evaluationId: id, caseId, stage, run, ...copied(told), weighting };
  }

  private async weighting(state: KnownEvaluation) {
    const selections = await this.plans.countingIn(state);
    if (selections.length === 0) return [];
    const totals = await this.totals(state.caseId);
    return selections.map(({ selection, weights }) => {
      const parts = weights.map(({ stage, percent }) => {
        const total = totals.get(stage);
        if (total === undefined) return { stage, percent, total: null, contribution: null };
        return { stage, percent, total: decimal(total), contribution: contribution(total, percent) };
      });
      const sum = weights.reduce((all, { stage, percent }) => all + (totals.get(stage) ?? 0) * percent, 0);
      const known = weights.every(({ stage }) => totals.has(stage));
      return { selection, parts, total: known ? decimal(Math.floor((sum + 50) / 100)) : null };
    });
  }

  /** Totals of a case's closed evaluations, in hundredths. */
  private async totals(caseId: string): Promise<Map<string, number>> {
    const totals = new Map<string, number>();
    for (const { stage, id } of lastRuns(await evaluationStages(caseId, Infinity, this.store))) {
      const { state } = await this.store.load(evaluationStream(id), evaluation);
      const result = state.status === 'none' ? undefined : state.closing?.result;
      if (result?.kind === 'scored') totals.set(stage, result.total);
    }
    return totals;
  }
}

/** For a party: whose ballot it is stays with the panel. */
function unnamed(explained: Explanation) {
  const { result, voided } = explained;
  return {
    ...explained,
    voided: voided.map((one) => ({ ...one, reviewer: null })),
    result:
      result?.kind === 'scored'
        ? { ...result, ballots: result.ballots.map((one) => ({ ...one, reviewer: null })) }
        : result,
  };
}

/** Answers are JSON; what was explained is not to be changed. */
function copied(explained: Explanation | ReturnType<typeof unnamed>) {
  return structuredClone(explained) as Omit<
    z.input<typeof explanationView>,
    'evaluationId' | 'caseId' | 'stage' | 'run' | 'weighting'
  >;
}
