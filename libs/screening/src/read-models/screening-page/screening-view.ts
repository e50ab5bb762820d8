import type { KnownScreening } from '../../domain/screening.state.js';
import type { ScreeningPlan } from '../../screening-rules.js';
import { z } from 'zod';

const text = z.object({ ko: z.string(), en: z.string() });

const ruleView = z.object({
  rule: z.string(),
  expression: z.string().describe('CEL'),
  outcome: z.enum(['holds', 'fails', 'undetermined']),
  missing: z.array(z.string()).describe('Facts whose absence left it undetermined'),
  invalid: z.array(z.string()).describe('Facts whose value does not fit'),
  error: z.string().optional(),
  reason: z.string().describe('Reason code when it fails'),
  message: text.describe('What the applicant is told when it fails'),
  overridable: z.boolean(),
  overruling: z
    .object({ reason: z.string(), proposedBy: z.uuid(), confirmedBy: z.uuid().nullable() })
    .nullable(),
});

const supplementView = z.object({
  request: z.int(),
  ask: z.string(),
  fields: z.array(z.string()),
  answerBefore: z.string().describe('First instant that is too late'),
  status: z.enum(['awaited', 'answered', 'lapsed']),
  answers: z.record(z.string(), z.json()),
  note: z.string().nullable(),
});

const matchView = z.object({
  caseId: z.uuid(),
  programId: z.string(),
  keys: z.array(z.string()),
  similarity: z.int().optional().describe('Of the titles, percent'),
  standing: z.enum(['applied', 'supported', 'concluded']),
  counts: z.boolean().describe('Whether it makes this application a duplicate'),
});

export const screeningView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: z.enum(['open', 'decided', 'stopped']),
    rules: z.array(ruleView).nullable().describe('Null for the applicant before the decision'),
    facts: z
      .record(
        z.string(),
        z.object({ value: z.json(), source: z.string(), by: z.uuid().optional(), title: text.nullable() }),
      )
      .nullable()
      .describe('What is known; null for the applicant'),
    duplicates: z
      .object({ keys: z.array(z.string()), matches: z.array(matchView) })
      .nullable()
      .describe('Other cases that look like the same support; null for the applicant and before the search'),
    hindrances: z
      .array(z.object({ kind: z.enum(['restriction', 'recovery']), id: z.uuid(), caseId: z.uuid() }))
      .nullable()
      .describe('Restrictions in force and recoveries not returned; null for the applicant'),
    supplements: z.array(supplementView),
    supplementsLeft: z.int(),
    decision: z
      .object({
        decision: z.enum(['ELIGIBLE', 'INELIGIBLE']),
        reasons: z.array(z.string()),
        overruled: z.array(z.string()),
        decidedBy: z.array(z.uuid()).nullable().describe('Null for the applicant'),
        note: z.string().nullable().describe('Null for the applicant'),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'Screening' });

/** `inside`: as operators and auditors see it; the applicant sees no other cases, no names of officers, and results once there is a decision. */
export function viewScreening(
  { state, version }: { readonly state: KnownScreening; readonly version: number },
  plan: ScreeningPlan,
  inside: boolean,
): z.input<typeof screeningView> {
  const { caseId, applicationId, programId, programVersion, roundId, track, stage, run, status } = state;
  return {
    id: state.screeningId,
    ...{ caseId, applicationId, programId, programVersion, roundId, track, stage, run, status },
    rules: inside || state.decision ? rulesOf(state, plan, inside) : null,
    facts: inside ? factsOf(state, plan) : null,
    duplicates: inside && state.duplicates ? copied(state.duplicates) : null,
    hindrances: inside ? state.hindrances.map((one) => ({ ...one })) : null,
    supplements: state.supplements.map((one) => ({
      ...one,
      fields: [...one.fields],
      note: one.note ?? null,
    })),
    supplementsLeft: state.policy.supplements - state.supplements.length,
    decision: state.decision
      ? {
          ...state.decision,
          decidedBy: inside ? state.decision.decidedBy : null,
          note: inside ? (state.decision.note ?? null) : null,
        }
      : null,
    version,
  };
}

function copied({ keys, matches }: NonNullable<KnownScreening['duplicates']>) {
  return { keys: [...keys], matches: [...matches] };
}

function factsOf(state: KnownScreening, { definition }: ScreeningPlan) {
  return Object.fromEntries(
    Object.entries(state.facts).map(([name, fact]) => [
      name,
      { ...fact, title: definition.facts[name]?.title ?? null },
    ]),
  );
}

function rulesOf(state: KnownScreening, plan: ScreeningPlan, inside: boolean): z.input<typeof ruleView>[] {
  return plan.rules.map(({ id, rule, reason, message, overridable }) => {
    const result = state.results.find((one) => one.rule === id);
    const overruling = inside ? state.overrulings[id] : undefined;
    return {
      rule: id,
      expression: rule,
      outcome: result?.outcome ?? 'undetermined',
      missing: result?.missing ?? [],
      invalid: result?.invalid ?? [],
      error: result?.error,
      ...{ reason, message, overridable },
      overruling: overruling ? { ...overruling, confirmedBy: overruling.confirmedBy ?? null } : null,
    };
  });
}
