import type { FlowStage } from './track-flow.js';
import { inOrder } from './track-flow.js';

/** Paths looked at per track; a definition with more is reported as not fully explored. */
export const PATH_LIMIT = 20_000;

export interface PathStep {
  readonly stage: FlowStage;
  readonly outcome: string;
}

/** One way a case can go. `end` is the step that ends it; absent when the case would stall. */
export interface FlowPath {
  readonly steps: readonly PathStep[];
  readonly end?: PathStep;
}

export interface Exploration {
  readonly paths: readonly FlowPath[];
  /** Stages that some path opens. */
  readonly opened: ReadonlySet<string>;
  /** False when the limit was reached: then `paths` is a part only, and absence proves nothing. */
  readonly complete: boolean;
}

/** Walks every combination of outcomes. Stages that wait for each other in a circle are left out. */
export function explore(flow: readonly FlowStage[], limit: number = PATH_LIMIT): Exploration {
  const { ordered } = inOrder(flow);
  const paths: FlowPath[] = [];
  const opened = new Set<string>();
  const results = new Map<string, string>();
  const steps: PathStep[] = [];
  let complete = true;

  const keep = (path: FlowPath): void => {
    if (paths.length < limit) paths.push(path);
    else complete = false;
  };
  const visit = (position: number): void => {
    if (!complete) return;
    const stage = ordered[position];
    if (!stage) return keep({ steps: [...steps] });
    if (!opens(stage, results)) return visit(position + 1);
    opened.add(stage.id);
    for (const outcome of stage.outcomes) {
      const step = { stage, outcome };
      results.set(stage.id, outcome);
      steps.push(step);
      if (stage.stage.ends && Object.hasOwn(stage.stage.ends, outcome))
        keep({ steps: [...steps], end: step });
      else visit(position + 1);
      steps.pop();
      results.delete(stage.id);
    }
  };
  visit(0);
  return { paths, opened, complete };
}

export function opens(stage: FlowStage, results: ReadonlyMap<string, string>): boolean {
  const met = stage.awaits.map(({ stage: id, outcomes }) => outcomes.includes(results.get(id) ?? ''));
  return stage.mode === 'any' ? met.some(Boolean) : met.every(Boolean);
}
