import { Inject, Injectable } from '@nestjs/common';
import { CasePlans, endOf, establishedFacts } from '@doyak/cases';
import type { Period } from '@doyak/kernel/calendar';
import { EventStore } from '@doyak/kernel/event-store';
import { evaluateRule, Programs, RuleCompiler, type Stage } from '@doyak/programs';
import type { SelectionOpening } from './domain/selection.events.js';
import { selectionId } from './selection-ids.js';

/** Config of a stage of kind `selection`, as `@doyak/programs` checked it before publication. */
interface SelectionConfig {
  readonly slots: number;
  readonly reserves: number;
  readonly totals: readonly { readonly stage: string; readonly weight: number }[];
  readonly quotas?: readonly { readonly id: string; readonly rule: string; readonly slots: number }[];
}

/** Config of a stage of kind `objection`. */
export interface ObjectionConfig {
  readonly window: Period;
  readonly answer: Period;
  readonly extension?: Period;
}

/** Which track of which round. */
export interface TrackOf {
  readonly roundId: string;
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
}

/** What program versions and rounds say of selections and objections. */
@Injectable()
export class SelectionPlans {
  constructor(
    @Inject(Programs) private readonly programs: Programs,
    @Inject(CasePlans) private readonly plans: CasePlans,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async stages(of: TrackOf): Promise<readonly Stage[]> {
    return (await this.programs.track(of.programId, of.programVersion, of.track)).stages;
  }

  async stage(of: TrackOf, id: string): Promise<Stage> {
    const found = (await this.stages(of)).find((stage) => stage.id === id);
    if (!found) throw new Error(`Track ${of.track} has no stage ${id}`);
    return found;
  }

  /** How a selection begins: slots and reserves are the round's; the definition's where the round offers none. */
  async opening(of: TrackOf, stage: string): Promise<SelectionOpening> {
    const config = (await this.stage(of, stage)).config as unknown as SelectionConfig;
    const round = await this.programs.round(of.roundId);
    const offer = round.offers.find(({ track }) => track === of.track);
    const { roundId, programId, programVersion, track } = of;
    return {
      selectionId: selectionId({ roundId, track, stage }),
      ...{ roundId, programId, programVersion, track, stage },
      slots: offer?.slots ?? config.slots,
      reserves: offer?.reserves ?? config.reserves,
      weights: config.totals.map(({ stage: id, weight }) => ({ stage: id, weight })),
      quotas: (config.quotas ?? []).map(({ id, slots }) => ({ id, slots })),
    };
  }

  /** Selection stages in which the total of an evaluation counts. */
  async countingOn(of: TrackOf, evaluation: string): Promise<string[]> {
    const stages = await this.stages(of);
    return stages
      .filter(({ kind }) => kind === 'selection')
      .filter(({ config }) =>
        (config as unknown as SelectionConfig).totals.some(({ stage }) => stage === evaluation),
      )
      .map(({ id }) => id);
  }

  /** Quotas whose rule holds for a case; one that cannot be determined does not. */
  async quotasOf(
    of: TrackOf & { readonly applicationId: string; readonly caseId: string },
    stage: string,
  ): Promise<string[]> {
    const { quotas = [] } = (await this.stage(of, stage)).config as unknown as SelectionConfig;
    if (quotas.length === 0) return [];
    const definition = await this.programs.definition(of.programId, of.programVersion);
    const established = establishedFacts(await this.store.readCase(of.caseId));
    const facts = await this.plans.facts({ ...of, facts: established }, definition);
    const compiler = new RuleCompiler(definition.facts);
    return quotas
      .filter(({ rule }) => {
        const { rule: compiled } = compiler.compile(rule);
        return compiled && evaluateRule(compiled, definition.facts, facts).outcome === 'holds';
      })
      .map(({ id }) => id);
  }

  /** First instant after a period that began at `start`. Beyond the known years of the calendar days are counted as they are. */
  async end(of: TrackOf, start: Date, period: Period): Promise<string> {
    const calendar = await this.programs.calendar(of.programId, of.programVersion);
    const end = endOf(calendar, start, period);
    if (end !== undefined) return end;
    const days = { days: 1, 'working-days': 2, months: 31 }[period.unit] * period.count;
    return new Date(start.getTime() + (days + 1) * 86_400_000).toISOString();
  }

  /** The objection stage that opens when `stage` ends as `outcome`. */
  async objectionTo(of: TrackOf, stage: string, outcome: string): Promise<Stage | undefined> {
    const stages = await this.stages(of);
    return stages.find(
      ({ kind, waitsFor }) =>
        kind === 'objection' &&
        waitsFor !== undefined &&
        ('all' in waitsFor ? waitsFor.all : waitsFor.any).some(
          (one) => one.stage === stage && one.outcomes.includes(outcome),
        ),
    );
  }
}
