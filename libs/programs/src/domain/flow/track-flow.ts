import type { Track } from '../format/track.js';
import { SKIPPED } from '../stage-kinds/stage-kind.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import type { Stage } from '../format/stage.js';

export interface Awaited {
  readonly stage: string;
  readonly outcomes: readonly string[];
}

/** A stage as a node: how it can end, what it waits for, which outcomes end the case. */
export interface FlowStage {
  readonly id: string;
  readonly index: number;
  readonly stage: Stage;
  readonly outcomes: readonly string[];
  /** `all` of nothing: opens with the case. */
  readonly mode: 'all' | 'any';
  readonly awaits: readonly Awaited[];
}

/** How a stage can end: the outcomes of its kind, and `skipped` where a guard can pass it over. */
export function outcomesOf(stage: Stage, kinds: StageKinds): readonly string[] {
  const outcomes = kinds.get(stage.kind)?.outcomes.map(({ id }) => id) ?? [];
  return stage.guard === undefined ? outcomes : [...outcomes, SKIPPED];
}

export function flowOf(track: Track, kinds: StageKinds): readonly FlowStage[] {
  return track.stages.map((stage, index) => {
    const wait = stage.waitsFor;
    return {
      id: stage.id,
      index,
      stage,
      outcomes: outcomesOf(stage, kinds),
      mode: wait && 'any' in wait ? 'any' : 'all',
      awaits: !wait ? [] : 'any' in wait ? wait.any : wait.all,
    };
  });
}

/** Stages so that each comes after all it waits for; the rest are those that wait for each other in a circle. */
export function inOrder(flow: readonly FlowStage[]): {
  readonly ordered: readonly FlowStage[];
  readonly circular: readonly FlowStage[];
} {
  const known = new Set(flow.map(({ id }) => id));
  const done = new Set<string>();
  const ordered: FlowStage[] = [];
  let left = [...flow];
  for (let progress = true; progress;) {
    const ready = left.filter(({ awaits }) =>
      awaits.every(({ stage }) => done.has(stage) || !known.has(stage)),
    );
    for (const stage of ready) done.add(stage.id);
    ordered.push(...ready);
    left = left.filter(({ id }) => !done.has(id));
    progress = ready.length > 0;
  }
  return { ordered, circular: left };
}

/** All stages that a stage waits for, directly or through others. */
export function before(flow: readonly FlowStage[], id: string): ReadonlySet<string> {
  const byId = new Map(flow.map((stage) => [stage.id, stage]));
  const found = new Set<string>();
  const visit = (current: string) => {
    for (const { stage } of byId.get(current)?.awaits ?? []) {
      if (found.has(stage)) continue;
      found.add(stage);
      visit(stage);
    }
  };
  visit(id);
  return found;
}
