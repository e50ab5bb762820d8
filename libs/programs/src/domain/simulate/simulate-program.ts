import { daysBetween, lastDayOf, plainDate } from '@doyak/kernel/calendar';
import type { BusinessCalendar, LocalDate, Period } from '@doyak/kernel/calendar';
import { explore } from '../flow/paths.js';
import type { FlowPath, PathStep } from '../flow/paths.js';
import { flowOf } from '../flow/track-flow.js';
import type { FlowStage } from '../flow/track-flow.js';
import type { ProgramDefinition } from '../format/definition.js';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { planningCalendar } from './planning-calendar.js';

/** A day at the earliest and at the latest; `latest` is null when nothing bounds it. */
export interface DayRange {
  readonly earliest: LocalDate;
  readonly latest: LocalDate | null;
}

export interface SimulatedStep extends DayRange {
  readonly stage: string;
  readonly outcome: string;
}

/** One way a case of the track can go, from the notice of the call. */
export interface SimulatedPath {
  readonly steps: readonly SimulatedStep[];
  /** How the case ends; null for a case that would stall, which no checked definition has. */
  readonly outcome: string | null;
  readonly reason?: string;
  readonly ends: DayRange;
  /** Days from the notice to the end. */
  readonly shortestDays: number;
  readonly longestDays: number | null;
  /** True when a year is touched whose holidays nobody has announced: weekends only are counted there. */
  readonly approximate: boolean;
}

export interface SimulatedOutcome {
  readonly outcome: string | null;
  readonly paths: number;
  readonly shortestDays: number;
  readonly longestDays: number | null;
}

export interface SimulatedTrack {
  readonly track: string;
  readonly paths: readonly SimulatedPath[];
  /** False when the track has more paths than were looked at. */
  readonly complete: boolean;
  readonly outcomes: readonly SimulatedOutcome[];
}

export interface Simulation {
  /** The day of the notice. */
  readonly notice: LocalDate;
  /** Last day for applications; cases open then. */
  readonly applicationsClose: LocalDate;
  readonly tracks: readonly SimulatedTrack[];
}

/**
 * Every path through each track of a checked definition, with the shortest and longest time on the business calendar when
 * the notice appears on `notice`. The least time of a stage is what it is expected to take, or what its kind needs; the
 * greatest is its deadline, else what it is expected to take, else unbounded. Pauses for supplements are not counted.
 * @param limit paths per track.
 * @throws CalendarYearUnknown when `notice` lies in a year before the known ones.
 */
export function simulateProgram(
  definition: ProgramDefinition,
  calendar: BusinessCalendar,
  notice: LocalDate,
  {
    kinds = standardStageKinds,
    limit = 2_000,
  }: { readonly kinds?: StageKinds; readonly limit?: number } = {},
): Simulation {
  const planning = planningCalendar(calendar, definition);
  const clock = new Clock(planning.calendar, kinds);
  const applicationsClose = clock.after(notice, definition.round.applicationWindow);
  const tracks = definition.tracks.map((track) => {
    const { paths, complete } = explore(flowOf(track, kinds), limit);
    const simulated = paths.map((path) =>
      simulatePath(path, { clock, notice, applicationsClose, ...planning }),
    );
    return { track: track.id, paths: simulated, complete, outcomes: summarise(simulated) };
  });
  return { notice, applicationsClose, tracks };
}

/** Times of stages; the same stage from the same day is asked for on many paths. */
class Clock {
  private readonly known = new Map<string, LocalDate>();

  constructor(
    private readonly calendar: BusinessCalendar,
    private readonly kinds: StageKinds,
  ) {}

  after(from: LocalDate, period: Period): LocalDate {
    const key = `${from} ${period.count} ${period.unit}`;
    let end = this.known.get(key);
    if (end === undefined) this.known.set(key, (end = lastDayOf(this.calendar, from, period)));
    return end;
  }

  earliest({ stage }: FlowStage, from: LocalDate): LocalDate {
    if (stage.expected) return this.after(from, stage.expected.least);
    const count = this.kinds.get(stage.kind)?.leastDays?.(stage.config) ?? 0;
    return count === 0 ? from : this.after(from, { count, unit: 'days' });
  }

  latest({ stage }: FlowStage, from: LocalDate): LocalDate | null {
    const period = stage.deadline?.within ?? stage.expected?.most;
    return period === undefined ? null : this.after(from, period);
  }
}

interface Setting {
  readonly clock: Clock;
  readonly notice: LocalDate;
  readonly applicationsClose: LocalDate;
  readonly knownTo: number;
}

function simulatePath(path: FlowPath, setting: Setting): SimulatedPath {
  const { clock, notice, applicationsClose, knownTo } = setting;
  const done = new Map<string, SimulatedStep>();
  for (const step of path.steps) {
    const opened = openingOf(step, done, applicationsClose);
    const skipped = step.outcome === 'skipped';
    const earliest = skipped ? opened.earliest : clock.earliest(step.stage, opened.earliest);
    const bound = skipped || opened.latest === null ? opened.latest : clock.latest(step.stage, opened.latest);
    const latest = bound !== null && bound < earliest ? earliest : bound;
    done.set(step.stage.id, { stage: step.stage.id, outcome: step.outcome, earliest, latest });
  }
  const steps = [...done.values()];
  const last = path.end && done.get(path.end.stage.id);
  const ends: DayRange = last ?? { earliest: latestOf(steps) ?? applicationsClose, latest: null };
  const end = path.end && path.end.stage.stage.ends?.[path.end.outcome];
  return {
    steps,
    outcome: end?.as ?? null,
    ...(end?.reason === undefined ? {} : { reason: end.reason }),
    ends: { earliest: ends.earliest, latest: ends.latest },
    shortestDays: daysBetween(notice, ends.earliest),
    longestDays: ends.latest === null ? null : daysBetween(notice, ends.latest),
    approximate: plainDate(ends.latest ?? ends.earliest).year > knownTo,
  };
}

/** `all` opens with the last of what it waits for, `any` with the first. */
function openingOf(step: PathStep, done: ReadonlyMap<string, SimulatedStep>, start: LocalDate): DayRange {
  const { awaits, mode } = step.stage;
  const met = awaits.flatMap(({ stage, outcomes }) => {
    const result = done.get(stage);
    return result && outcomes.includes(result.outcome) ? [result] : [];
  });
  if (met.length === 0) return { earliest: start, latest: start };
  const latest = met.map((result) => result.latest);
  if (mode === 'all') {
    return {
      earliest: latestOf(met) ?? start,
      latest: latest.includes(null)
        ? null
        : (latest
            .filter((day) => day !== null)
            .sort()
            .at(-1) ?? start),
    };
  }
  return {
    earliest: met.map(({ earliest }) => earliest).sort()[0] ?? start,
    latest: latest.filter((day) => day !== null).sort()[0] ?? null,
  };
}

function latestOf(steps: readonly DayRange[]): LocalDate | undefined {
  return steps
    .map(({ earliest }) => earliest)
    .sort()
    .at(-1);
}

function summarise(paths: readonly SimulatedPath[]): SimulatedOutcome[] {
  const byOutcome = new Map<string | null, SimulatedPath[]>();
  for (const path of paths) byOutcome.set(path.outcome, [...(byOutcome.get(path.outcome) ?? []), path]);
  return [...byOutcome].map(([outcome, some]) => ({
    outcome,
    paths: some.length,
    shortestDays: Math.min(...some.map(({ shortestDays }) => shortestDays)),
    longestDays: some.some(({ longestDays }) => longestDays === null)
      ? null
      : Math.max(...some.map(({ longestDays }) => longestDays ?? 0)),
  }));
}
