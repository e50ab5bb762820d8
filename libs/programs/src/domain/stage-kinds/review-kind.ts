import { z } from 'zod';
import { id, localized, period } from '../format/common.js';
import { CHECKERS, REVIEW_CHECKERS } from './checkers.js';
import {
  coursesOf,
  STEP_SKIPPED,
  type PlannedStep,
  type ReviewPlan,
  type StepCondition,
} from './review-plan.js';
import { type Finding, outcome, stageKind } from './stage-kind.js';

/** Kinds of organisation that a step can ask; those of partners in `@doyak/identity`. */
export const ASKED_PARTNERS = [
  'guarantee-fund',
  'procurement-service',
  'test-laboratory',
  'foundry',
  'package-house',
  'large-company',
  'local-government',
] as const;

const ref = z.strictObject({ step: id, outcomes: z.array(id).min(1).max(10) });
const condition = z
  .union([
    z.strictObject({ all: z.array(ref).min(1).max(12) }),
    z.strictObject({ any: z.array(ref).min(1).max(12) }),
  ])
  .meta({ id: 'StepCondition', description: 'Outcomes of steps of the same review.' });
const outcomes = z
  .array(z.strictObject({ id, title: localized }))
  .min(2)
  .max(6);
const reminders = z
  .array(z.int().min(1).max(60))
  .max(5)
  .meta({ description: 'Calendar days before the end.' });

const common = {
  id,
  title: localized,
  after: condition.optional().meta({
    description: 'Absent: the step begins with the review. Steps that wait for the same run side by side.',
  }),
  guard: z
    .string()
    .optional()
    .meta({
      description: `CEL over the facts; where it does not hold the step ends "${STEP_SKIPPED}" at once.`,
    }),
};

const automated = z.strictObject({
  ...common,
  kind: z.literal('automated'),
  checker: z.string().meta({ description: `One of: ${REVIEW_CHECKERS.map(({ name }) => name).join(', ')}.` }),
  onError: id
    .optional()
    .meta({ description: 'Outcome when the check cannot be made for good; absent: a person is asked.' }),
});
const human = z.strictObject({
  ...common,
  kind: z.literal('human'),
  role: z.enum(['operator', 'reviewer']),
  assignment: z.enum(['pull', 'push', 'balanced']).meta({
    description:
      'pull: who wants it takes it. push: an officer names the person. balanced: the one with the fewest open tasks gets it.',
  }),
  eyes: z.int().min(1).max(3).meta({ description: 'Persons who must come to the same outcome.' }),
  instructions: localized,
  within: period,
  reminders,
  escalateTo: z
    .enum(['operator', 'administrator'])
    .optional()
    .meta({ description: 'Role that is told when the time is over.' }),
  outcomes,
});
const external = z.strictObject({
  ...common,
  kind: z.literal('external'),
  partner: z.enum(ASKED_PARTNERS).meta({
    description:
      'Kind of organisation. Where there is exactly one it is asked at once, else an officer names one.',
  }),
  ask: localized.meta({ description: 'What is asked; without personal data, it is sent as it stands.' }),
  answerWithin: period,
  reminders,
  outcomes,
  silence: z.union([z.strictObject({ outcome: id }), z.strictObject({ escalate: z.literal(true) })]).meta({
    description: 'What silence means: deemed to be that outcome, or an officer decides.',
  }),
});

const step = z.discriminatedUnion('kind', [automated, human, external]).meta({ id: 'ReviewStep' });

const config = z.strictObject({
  steps: z.array(step).min(1).max(12),
  results: z
    .array(z.strictObject({ outcome: z.enum(['passed', 'failed']), when: condition }))
    .min(1)
    .max(12)
    .meta({
      description: 'The first that holds ends the review, as soon as it holds; what still runs is stopped.',
    }),
});

/** Config of a stage of kind `review`. */
export type ReviewConfig = z.output<typeof config>;
/** One step of it. */
export type ReviewStep = ReviewConfig['steps'][number];

/** How a step can end, in the order of its definition, without `skipped`. */
export function outcomesOfStep(one: ReviewStep): readonly string[] {
  if (one.kind !== 'automated') return one.outcomes.map((known) => known.id);
  return CHECKERS.find(({ name }) => name === one.checker)?.outcomes ?? [];
}

/** The plan that a configuration describes. */
export function reviewPlanOf({ steps, results }: ReviewConfig): ReviewPlan {
  return {
    steps: steps.map((one): PlannedStep => {
      const { after, guard } = one;
      const ends = outcomesOfStep(one);
      return {
        id: one.id,
        outcomes: guard === undefined ? ends : [...ends, STEP_SKIPPED],
        ...(after && { after }),
      };
    }),
    results,
  };
}

export const review = stageKind({
  kind: 'review',
  context: 'reviews',
  title: { ko: '검토', en: 'Review' },
  summary:
    'A small plan of steps, in order, side by side or on condition: automatic checks, tasks for persons, requests to partner organisations.',
  config,
  outcomes: [outcome('passed', '통과', 'Passed'), outcome('failed', '미통과', 'Failed')],
  expressions: ({ steps }) =>
    steps.flatMap(({ guard }, index) =>
      guard === undefined ? [] : [{ pointer: `/steps/${index}/guard`, text: guard }],
    ),
  findings: (found) => {
    const names = namesOf(found);
    // What is named wrongly would make every course wrong.
    return names.length > 0 ? names : coursesFindings(found);
  },
});

function namesOf({ steps, results }: ReviewConfig): Finding[] {
  const plan = reviewPlanOf({ steps, results });
  const findings: Finding[] = [];
  const check = (when: StepCondition, pointer: string) => {
    const [mode, refs] = 'all' in when ? ['all', when.all] : ['any', when.any];
    for (const [at, { step: name, outcomes: wanted }] of refs.entries()) {
      const known = plan.steps.find((one) => one.id === name);
      if (!known) {
        const message = `There is no step "${name}" in this review`;
        findings.push({ code: 'UNKNOWN_STEP', pointer: `${pointer}/${mode}/${at}/step`, message });
        continue;
      }
      for (const [place, one] of wanted.entries()) {
        if (known.outcomes.includes(one)) continue;
        const message = `Step "${name}" ends ${known.outcomes.join(', ')}, not "${one}"`;
        findings.push({
          code: 'UNKNOWN_STEP_OUTCOME',
          pointer: `${pointer}/${mode}/${at}/outcomes/${place}`,
          message,
        });
      }
    }
  };
  for (const [index, one] of steps.entries()) {
    const at = `/steps/${index}`;
    if (one.kind === 'automated' && !REVIEW_CHECKERS.some(({ name }) => name === one.checker)) {
      findings.push({
        code: 'UNKNOWN_CHECKER',
        pointer: `${at}/checker`,
        message: `There is no check "${one.checker}"`,
      });
      // Its outcomes are not known either.
      return findings;
    }
    const own =
      one.kind === 'automated'
        ? one.onError
        : one.kind === 'external' && 'outcome' in one.silence
          ? one.silence.outcome
          : undefined;
    if (own !== undefined && !outcomesOfStep(one).includes(own)) {
      const pointer = one.kind === 'automated' ? `${at}/onError` : `${at}/silence/outcome`;
      const message = `The step ends ${outcomesOfStep(one).join(', ')}, not "${own}"`;
      findings.push({ code: 'UNKNOWN_STEP_OUTCOME', pointer, message });
    }
    if (one.after) check(one.after, `${at}/after`);
  }
  for (const [index, { when }] of results.entries()) check(when, `/results/${index}/when`);
  return findings;
}

function coursesFindings(found: ReviewConfig): Finding[] {
  const courses = coursesOf(reviewPlanOf(found));
  if (!courses) {
    const message = 'The steps have too many courses to show that each comes to a result';
    return [{ code: 'REVIEW_TOO_MANY_COURSES', pointer: '/steps', message }];
  }
  const dead = found.steps.flatMap(({ id: name }, index) =>
    courses.reached.has(name)
      ? []
      : [
          {
            code: 'STEP_NEVER_REACHED',
            pointer: `/steps/${index}`,
            message: `No combination of outcomes reaches "${name}"`,
          },
        ],
  );
  const results = new Set(found.results.map((one) => one.outcome));
  const never = [...results]
    .filter((result) => !courses.results.has(result))
    .map((result) => ({
      code: 'RESULT_NEVER_GIVEN',
      pointer: `/results/${found.results.findIndex((one) => one.outcome === result)}`,
      message: `No combination of outcomes gives "${result}"`,
    }));
  if (dead.length > 0) return dead;
  if (!courses.stalled) return never;
  const told = Object.entries(courses.stalled).map(([name, end]) => `${name}: ${end}`);
  const message = `Without a result when ${told.join(', ')}`;
  return [{ code: 'REVIEW_WITHOUT_RESULT', pointer: '/results', message }];
}
