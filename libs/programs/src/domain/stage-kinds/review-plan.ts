/** A step of a review and some of its outcomes. */
export interface StepRef {
  readonly step: string;
  readonly outcomes: readonly string[];
}

/** Holds when all, or any, of the steps named ended in one of the outcomes named. */
export type StepCondition = { readonly all: readonly StepRef[] } | { readonly any: readonly StepRef[] };

/** As much of a step as its place in the plan needs. */
export interface PlannedStep {
  readonly id: string;
  readonly outcomes: readonly string[];
  /** Absent: it begins with the review. Steps that wait for the same run side by side. */
  readonly after?: StepCondition;
}

/** The order of a review's steps, and what follows from their outcomes. */
export interface ReviewPlan {
  readonly steps: readonly PlannedStep[];
  /** The first that holds ends the review, as soon as it holds. */
  readonly results: readonly { readonly outcome: string; readonly when: StepCondition }[];
}

/** Outcome of a step whose guard does not hold. */
export const STEP_SKIPPED = 'skipped';

/** Outcomes by step, for steps that have ended. */
export type StepOutcomes = Readonly<Record<string, string>>;

export function conditionHolds(condition: StepCondition, outcomes: StepOutcomes): boolean {
  const met = ({ step, outcomes: wanted }: StepRef) => wanted.includes(outcomes[step] ?? '');
  return 'all' in condition ? condition.all.every(met) : condition.any.some(met);
}

/** What the review comes to with these outcomes; `undefined`: not decided yet. */
export function resultOf(plan: ReviewPlan, outcomes: StepOutcomes): string | undefined {
  return plan.results.find(({ when }) => conditionHolds(when, outcomes))?.outcome;
}

/** Steps that may begin with these outcomes. */
export function stepsToBegin(plan: ReviewPlan, outcomes: StepOutcomes): readonly PlannedStep[] {
  return plan.steps.filter(({ after }) => after === undefined || conditionHolds(after, outcomes));
}

/** What any course of a review can come to. */
export interface ReviewCourses {
  readonly reached: ReadonlySet<string>;
  readonly results: ReadonlySet<string>;
  /** Outcomes after which nothing is left to do and nothing is decided. */
  readonly stalled: StepOutcomes | undefined;
}

/** Standings looked at before a plan counts as too large to be checked. */
const MOST_STANDINGS = 50_000;

/**
 * Tries every outcome of every step in every order, up to the decision. `undefined`: there are too many. A standing is the outcomes so far, in
 * whatever order they came.
 */
export function coursesOf(plan: ReviewPlan): ReviewCourses | undefined {
  const reached = new Set<string>();
  const results = new Set<string>();
  let stalled: StepOutcomes | undefined;
  const seen = new Set<string>();
  const open: StepOutcomes[] = [{}];
  for (let standing = open.pop(); standing; standing = open.pop()) {
    const key = plan.steps.map(({ id }) => standing![id] ?? '').join('|');
    if (seen.has(key)) continue;
    if (seen.size >= MOST_STANDINGS) return undefined;
    seen.add(key);
    const result = resultOf(plan, standing);
    if (result !== undefined) {
      results.add(result);
      continue;
    }
    const begun = stepsToBegin(plan, standing);
    for (const { id } of begun) reached.add(id);
    const running = begun.filter(({ id }) => standing![id] === undefined);
    if (running.length === 0) stalled ??= standing;
    for (const { id, outcomes } of running) {
      for (const outcome of outcomes) open.push({ ...standing, [id]: outcome });
    }
  }
  return { reached, results, stalled };
}
