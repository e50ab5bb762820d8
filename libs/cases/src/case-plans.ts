import { Inject, Injectable } from '@nestjs/common';
import { type ApplicationState, application } from '@doyak/applications';
import {
  type BusinessCalendar,
  CalendarYearUnknown,
  dateOf,
  deadline,
  type Pause,
  type Period,
} from '@doyak/kernel/calendar';
import { EventStore } from '@doyak/kernel/event-store';
import {
  evaluateRule,
  type FactValues,
  flowOf,
  type FlowStage,
  type KnownRound,
  type ProgramDefinition,
  Programs,
  RuleCompiler,
  standardStageKinds,
} from '@doyak/programs';
import type { CasePlan, PlannedStage } from './domain/case-plan.js';
import type { Facts } from './domain/case.events.js';

/** Which case a plan is for. */
export interface PlanOf {
  readonly applicationId: string;
  readonly roundId: string;
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  /** What stages have established so far. */
  readonly facts: Facts;
}

/** Makes a case's plan from its program version: guards evaluated over what is known, deadlines computed from now. */
@Injectable()
export class CasePlans {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async plan(of: PlanOf, now: Date): Promise<CasePlan> {
    const definition = await this.programs.definition(of.programId, of.programVersion);
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    const flow = flowOf(track, standardStageKinds);
    const guarded = flow.some(({ stage }) => stage.guard !== undefined);
    const facts = guarded ? await this.facts(of, definition) : {};
    const calendar = await this.programs.calendar(of.programId, of.programVersion);
    return {
      ...{ version: of.programVersion, track: of.track },
      stages: flow.map((stage) => planned(stage, definition, facts, calendar, now)),
      keepApart: track.keepApart,
    };
  }

  /** What is known of the case: its application's answers, the dates of its round, and what stages have established. */
  async facts(of: PlanOf, definition: ProgramDefinition): Promise<FactValues> {
    const [{ state }, round] = await Promise.all([
      this.store.load(`application-${of.applicationId}`, application),
      this.programs.round(of.roundId),
    ]);
    return { ...factsOf(definition, state, round), ...(of.facts as FactValues) };
  }
}

/** Facts that the application and its round tell by themselves. */
export function factsOf(
  definition: ProgramDefinition,
  state: ApplicationState,
  round: KnownRound,
): FactValues {
  const answers = state.status === 'NONE' ? {} : state.answers;
  const dates = {
    noticeDate: round.notice.date,
    opensOn: dateOf(new Date(round.opensAt)),
    closesOn: dateOf(new Date(Date.parse(round.closesAt) - 1)),
  };
  const values: Record<string, FactValues[string]> = {};
  for (const [name, { from }] of Object.entries(definition.facts)) {
    if ('form' in from) values[name] = answers[from.form] as FactValues[string];
    else if ('round' in from) values[name] = dates[from.round];
  }
  return values;
}

function planned(
  { id, stage, outcomes, mode, awaits }: FlowStage,
  definition: ProgramDefinition,
  facts: FactValues,
  calendar: BusinessCalendar,
  now: Date,
): PlannedStage {
  const passed = stage.deadline?.whenPassed;
  return {
    ...{ id, kind: stage.kind, opens: stage.opens, outcomes, mode, awaits },
    guard: stage.guard === undefined ? undefined : guardOf(stage.guard, definition, facts),
    ends: stage.ends ?? {},
    endsBefore: stage.deadline && endOf(calendar, now, stage.deadline.within),
    whenPassed: passed && ('outcome' in passed ? passed : 'escalate'),
  };
}

function guardOf(text: string, definition: ProgramDefinition, facts: FactValues): PlannedStage['guard'] {
  const { rule } = new RuleCompiler(definition.facts).compile(text);
  if (!rule) return 'undetermined';
  const { outcome } = evaluateRule(rule, definition.facts, facts);
  return outcome === 'holds' ? 'true' : outcome === 'fails' ? 'false' : 'undetermined';
}

/** A deadline beyond the known years of the calendar is left to an operator. */
export function endOf(
  calendar: BusinessCalendar,
  start: Date,
  period: Period,
  pauses: readonly Pause[] = [],
): string | undefined {
  try {
    const end = deadline({ calendar, start, period, pauses });
    return end.state === 'running' ? end.endsBefore.toISOString() : undefined;
  } catch (error) {
    if (error instanceof CalendarYearUnknown) return undefined;
    throw error;
  }
}
