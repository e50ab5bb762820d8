import { BusinessCalendar, type Deadline, deadline, type HolidayOverride } from '@doyak/kernel/calendar';
import { before, flowOf } from '../flow/track-flow.js';
import type { FlowStage } from '../flow/track-flow.js';
import type { ProgramDefinition } from '../format/definition.js';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import type {
  Block,
  BlockCode,
  CaseUnderWay,
  MigrationLine,
  MigrationPlan,
  StageMove,
} from './migration-plan.js';

/**
 * What a plan would do at an instant, case by case; nothing is changed. Deadlines are shown as they are and as they would be: counted from the
 * same opening with the same pauses, or from now where a stage is begun anew; `declared` are the days of the agency's own calendar.
 */
export function previewMigration(
  plan: MigrationPlan,
  oldDefinition: ProgramDefinition,
  newDefinition: ProgramDefinition,
  cases: readonly CaseUnderWay[],
  now: Date,
  kinds: StageKinds = standardStageKinds,
  declared: readonly HolidayOverride[] = [],
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
    const open = moving.open(calendarOf(oldDefinition, declared), calendarOf(newDefinition, declared), now);
    const blocks = [
      ...[...moving.blocks(), ...moving.split(track), ...moving.overdue(open, now)],
      ...unknownFacts(plan, track, newDefinition),
    ];
    if (blocks.length > 0) return { ...named, result: 'blocked', blocks };
    return { ...named, result: 'moves', track, done: moving.done(), open };
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
    if (outcome === undefined) {
      // Work that goes on under the old rules must be able to end as the new version understands it.
      const lost = this.anew(stage)
        ? undefined
        : source?.outcomes.find((one) => !target.outcomes.includes(one));
      return lost === undefined ? [] : block('OUTCOME_GONE', `"${to}" cannot end "${lost}"`);
    }
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

  /** A renamed stage is begun anew: what is under way knows it by its old name. */
  private anew(stage: string): boolean {
    return this.target(stage) !== stage || (own(this.plan.anew, this.moved.track) ?? []).includes(stage);
  }

  /**
   * Slots are counted per round, track and selection stage: a case that would be ranked elsewhere than the others of its round would make them
   * overfill.
   */
  split(track: string): readonly Block[] {
    const done = new Set(this.moved.done.map(({ stage }) => stage));
    const objects = this.to.some(({ id, stage }) => stage.kind === 'objection' && !done.has(id));
    const open = new Set(this.moved.open.map(({ stage }) => stage));
    return [...this.oldStages.values()].flatMap(({ id, stage }) => {
      if (stage.kind !== 'selection') return [];
      const elsewhere = track !== this.moved.track || this.target(id) !== id;
      const splits = done.has(id) ? elsewhere && objects : elsewhere || (open.has(id) && this.anew(id));
      if (!splits) return [];
      const detail = `"${id}" ranks all cases of the round: its name, its track and its run stay while it matters`;
      return [{ code: 'SELECTION_SPLIT' as const, stage: id, detail }];
    });
  }

  /** A deadline that the move itself would let pass is nobody's fault. */
  overdue(open: readonly StageMove[], now: Date): readonly Block[] {
    return open.flatMap(({ from, deadlineAfter }) => {
      const known = this.moved.open.find(({ stage }) => stage === from);
      if (known?.overdue || deadlineAfter?.state !== 'running' || deadlineAfter.endsBefore > now) return [];
      const detail = `By the new version its deadline would have passed on ${deadlineAfter.lastDay}`;
      return [{ code: 'DEADLINE_PASSED' as const, stage: from, detail }];
    });
  }

  done(): readonly { from: string; to: string | null }[] {
    return this.moved.done.map(({ stage }) => ({ from: stage, to: this.target(stage) }));
  }

  open(before: BusinessCalendar, after: BusinessCalendar, now: Date): readonly StageMove[] {
    return this.moved.open.map(({ stage, openedAt, pauses }) => {
      const to = this.target(stage) ?? stage;
      const anew = this.anew(stage);
      const at = (calendar: BusinessCalendar, node: FlowStage | undefined, begun: boolean) => {
        const period = node?.stage.deadline?.within;
        const clock = begun ? { start: now, pauses: [] } : { start: openedAt, pauses };
        return period && knownDeadline({ calendar, period, ...clock });
      };
      const deadlineBefore = at(before, this.oldStages.get(stage), false);
      const deadlineAfter = at(after, this.newStages.get(to), anew);
      return {
        ...{ from: stage, to, anew },
        ...(deadlineBefore ? { deadlineBefore } : {}),
        ...(deadlineAfter ? { deadlineAfter } : {}),
      };
    });
  }
}

function calendarOf({ calendar }: ProgramDefinition, declared: readonly HolidayOverride[]): BusinessCalendar {
  return new BusinessCalendar({ overrides: [...calendar.overrides, ...declared] });
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
