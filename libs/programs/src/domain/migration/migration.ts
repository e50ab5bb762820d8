import type { BusinessCalendar, Deadline, Pause } from '@doyak/kernel/calendar';
import { deadline } from '@doyak/kernel/calendar';
import { before, flowOf } from '../flow/track-flow.js';
import type { FlowStage } from '../flow/track-flow.js';
import type { ProgramDefinition } from '../format/definition.js';
import type { FactValue } from '../format/facts.js';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';

/**
 * How cases under way go from one version of a program to another. Stages and tracks that are not named keep their ids;
 * a stage mapped to null is given up and must not be open. Nothing is guessed: what does not fit blocks the case.
 */
export interface MigrationPlan {
  readonly programId: string;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** Old track → new track. */
  readonly tracks?: Readonly<Record<string, string>>;
  /** Old track → old stage → new stage, or null. */
  readonly stages?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** New track → facts set on each case that moves, e.g. one that a new rule needs. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, FactValue>>>>;
  /** Cases that stay on the old version, whatever the plan says. */
  readonly stay?: readonly string[];
  readonly reason: string;
}

/** What a preview needs to know about a case. */
export interface CaseUnderWay {
  readonly caseId: string;
  readonly number: string;
  readonly version: number;
  readonly track: string;
  readonly done: readonly { readonly stage: string; readonly outcome: string }[];
  readonly open: readonly {
    readonly stage: string;
    readonly openedAt: Date;
    readonly pauses: readonly Pause[];
  }[];
}

export interface StageMove {
  readonly from: string;
  readonly to: string;
  /** Absent where the stage has no deadline, or its end lies in a year whose holidays are not known. */
  readonly deadlineBefore?: Deadline;
  readonly deadlineAfter?: Deadline;
}

export type BlockCode =
  | 'TRACK_GONE'
  | 'STAGE_GONE'
  | 'STAGE_KIND_CHANGED'
  | 'OUTCOME_GONE'
  | 'OUTCOME_ENDS_CASE'
  | 'STAGES_MERGED'
  | 'ORDER_BROKEN'
  | 'FACT_UNKNOWN';

export interface Block {
  readonly code: BlockCode;
  readonly stage?: string;
  readonly detail: string;
}

/** One line of the preview: a case moves, stays on its version, or is blocked with all reasons. */
export type MigrationLine = { readonly caseId: string; readonly number: string } & (
  | { readonly result: 'moves'; readonly track: string; readonly open: readonly StageMove[] }
  | { readonly result: 'stays'; readonly why: 'OTHER_VERSION' | 'EXCLUDED' }
  | { readonly result: 'blocked'; readonly blocks: readonly Block[] }
);

/**
 * What a plan would do, case by case; nothing is changed. Deadlines are shown as they are and as they would be, counted
 * from the same opening with the same pauses. Running the plan back is a plan with the two versions exchanged.
 */
export function previewMigration(
  plan: MigrationPlan,
  oldDefinition: ProgramDefinition,
  newDefinition: ProgramDefinition,
  cases: readonly CaseUnderWay[],
  calendar: BusinessCalendar,
  kinds: StageKinds = standardStageKinds,
): readonly MigrationLine[] {
  const stay = new Set(plan.stay);
  return cases.map((one) => {
    const named = { caseId: one.caseId, number: one.number };
    if (one.version !== plan.fromVersion) return { ...named, result: 'stays', why: 'OTHER_VERSION' };
    if (stay.has(one.caseId)) return { ...named, result: 'stays', why: 'EXCLUDED' };
    const track = own(plan.tracks, one.track) ?? one.track;
    const [from, to] = [flowIn(oldDefinition, one.track, kinds), flowIn(newDefinition, track, kinds)];
    if (!from || !to) {
      const detail = `The ${from ? 'new' : 'old'} version has no track "${from ? track : one.track}"`;
      return { ...named, result: 'blocked', blocks: [{ code: 'TRACK_GONE', detail }] };
    }
    const moving = new Moving(plan, one, from, to);
    const blocks = [...moving.blocks(), ...unknownFacts(plan, track, newDefinition)];
    if (blocks.length > 0) return { ...named, result: 'blocked', blocks };
    return { ...named, result: 'moves', track, open: moving.open(calendar) };
  });
}

class Moving {
  private readonly oldStages: ReadonlyMap<string, FlowStage>;
  private readonly newStages: ReadonlyMap<string, FlowStage>;

  constructor(
    private readonly plan: MigrationPlan,
    private readonly moved: CaseUnderWay,
    from: readonly FlowStage[],
    private readonly to: readonly FlowStage[],
  ) {
    this.oldStages = new Map(from.map((stage) => [stage.id, stage]));
    this.newStages = new Map(to.map((stage) => [stage.id, stage]));
  }

  private target(stage: string): string | null {
    const mapped = own(own(this.plan.stages, this.moved.track), stage);
    return mapped === undefined ? stage : mapped;
  }

  blocks(): readonly Block[] {
    const { done, open } = this.moved;
    return [
      ...open.flatMap(({ stage }) => this.blockOf(stage, undefined)),
      ...done.flatMap(({ stage, outcome }) =>
        this.target(stage) === null ? [] : this.blockOf(stage, outcome),
      ),
      ...this.merged(),
      ...this.outOfOrder(),
    ];
  }

  private blockOf(stage: string, outcome: string | undefined): readonly Block[] {
    const to = this.target(stage);
    const [source, target] = [this.oldStages.get(stage), to === null ? undefined : this.newStages.get(to)];
    const block = (code: BlockCode, detail: string) => [{ code, stage, detail }];
    if (to === null) return block('STAGE_GONE', `The plan gives "${stage}" up, but it is open`);
    if (!target) return block('STAGE_GONE', `The new version has no stage "${to}"`);
    if (source && source.stage.kind !== target.stage.kind) {
      return block(
        'STAGE_KIND_CHANGED',
        `"${stage}" is ${source.stage.kind}, "${to}" is ${target.stage.kind}`,
      );
    }
    if (outcome === undefined) return [];
    if (!target.outcomes.includes(outcome)) return block('OUTCOME_GONE', `"${to}" cannot end "${outcome}"`);
    if (target.stage.ends && Object.hasOwn(target.stage.ends, outcome)) {
      return block('OUTCOME_ENDS_CASE', `In the new version "${outcome}" of "${to}" ends the case`);
    }
    return [];
  }

  private merged(): readonly Block[] {
    const seen = new Map<string, string>();
    const blocks: Block[] = [];
    for (const { stage } of [...this.moved.done, ...this.moved.open]) {
      const to = this.target(stage);
      if (to === null) continue;
      const other = seen.get(to);
      if (other !== undefined) {
        blocks.push({
          code: 'STAGES_MERGED',
          stage,
          detail: `"${other}" and "${stage}" would both become "${to}"`,
        });
      }
      seen.set(to, stage);
    }
    return blocks;
  }

  /** An open stage may not wait, in the new version, for a stage that is itself still open or was given up. */
  private outOfOrder(): readonly Block[] {
    const open = new Set(this.moved.open.map(({ stage }) => this.target(stage)));
    return this.moved.open.flatMap(({ stage }) => {
      const to = this.target(stage);
      if (to === null) return [];
      const waits = [...before(this.to, to)].find((earlier) => open.has(earlier));
      if (waits === undefined) return [];
      const detail = `In the new version "${to}" comes after "${waits}", which is open too`;
      return [{ code: 'ORDER_BROKEN' as const, stage, detail }];
    });
  }

  open(calendar: BusinessCalendar): readonly StageMove[] {
    return this.moved.open.map(({ stage, openedAt, pauses }) => {
      const to = this.target(stage) ?? stage;
      const at = (node: FlowStage | undefined) => {
        const period = node?.stage.deadline?.within;
        return period && knownDeadline({ calendar, start: openedAt, period, pauses });
      };
      const [deadlineBefore, deadlineAfter] = [at(this.oldStages.get(stage)), at(this.newStages.get(to))];
      return {
        from: stage,
        to,
        ...(deadlineBefore ? { deadlineBefore } : {}),
        ...(deadlineAfter ? { deadlineAfter } : {}),
      };
    });
  }
}

function knownDeadline(input: Parameters<typeof deadline>[0]): Deadline | undefined {
  try {
    return deadline(input);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function unknownFacts(plan: MigrationPlan, track: string, definition: ProgramDefinition): readonly Block[] {
  return Object.keys(own(plan.values, track) ?? {})
    .filter((name) => !Object.hasOwn(definition.facts, name))
    .map((name) => ({ code: 'FACT_UNKNOWN', detail: `The new version has no fact "${name}"` }));
}

function flowIn(
  definition: ProgramDefinition,
  track: string,
  kinds: StageKinds,
): readonly FlowStage[] | undefined {
  const found = definition.tracks.find(({ id }) => id === track);
  return found && flowOf(found, kinds);
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
