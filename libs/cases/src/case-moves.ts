import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import {
  type CaseUnderWay,
  type MigrationLine,
  type MigrationPlan,
  previewMigration,
  Programs,
} from '@doyak/programs';
import { CasePlans } from './case-plans.js';
import { aCase } from './domain/case.js';
import type { Facts } from './domain/case.events.js';
import type { MigrateCase, StageMoved } from './domain/case.migration.js';
import type { KnownCase, SetAside } from './domain/case.state.js';
import type { KnownMigration } from './domain/migration.js';

type Moves = Extract<MigrationLine, { result: 'moves' }>;

/** What a migration would do to a case, or does. */
export type CaseMove =
  | {
      readonly result: 'moves';
      readonly track: string;
      readonly stages: Moves['open'];
      /** Stages that open by themselves under the new version. */
      readonly opens: readonly string[];
      readonly command: MigrateCase;
    }
  | { readonly result: 'stays'; readonly why: 'MOVED' | 'OTHER_VERSION' | 'EXCLUDED' | 'CLOSED' }
  | {
      readonly result: 'blocked';
      readonly blocks: readonly { code: string; stage?: string; detail: string }[];
    };

/** Applies a migration's plan to single cases: the preview and the execution ask the same. */
@Injectable()
export class CaseMoves {
  constructor(
    @Inject(Programs) private readonly programs: Programs,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async of(state: KnownCase, migration: KnownMigration, now: Date): Promise<CaseMove> {
    const { migrationId, fromVersion, undoes } = migration;
    if (state.migratedBy === migrationId) return { result: 'stays', why: 'MOVED' };
    const others =
      state.programVersion !== fromVersion || (undoes !== undefined && state.migratedBy !== undoes);
    if (others) return { result: 'stays', why: 'OTHER_VERSION' };
    if (state.status === 'closed') return { result: 'stays', why: 'CLOSED' };
    if (state.status === 'held') return blocked('CASE_HELD', 'The case is on hold; resume it first');
    const back = undoes === undefined ? undefined : state.aside[undoes];
    const plan = back ? wayBack(migration, state, back) : (migration as unknown as MigrationPlan);
    const [old, next, declared] = await Promise.all([
      this.programs.definition(state.programId, fromVersion),
      this.programs.definition(state.programId, migration.toVersion),
      this.programs.declaredDays(),
    ]);
    const [line] = previewMigration(plan, old, next, [underWay(state)], now, undefined, declared);
    if (line!.result === 'blocked') return { result: 'blocked', blocks: line!.blocks };
    if (line!.result === 'stays') return { result: 'stays', why: line!.why };
    return this.move(state, migration, line!, back, now);
  }

  private async move(
    state: KnownCase,
    migration: KnownMigration,
    line: Moves,
    back: SetAside | undefined,
    now: Date,
  ): Promise<CaseMove> {
    const returns = Object.keys(back?.stages ?? {});
    const taken = new Set([...line.done, ...line.open].map(({ to }) => to));
    const twice = returns.find((stage) => taken.has(stage));
    if (twice !== undefined)
      return blocked('STAGES_MERGED', `"${twice}" would come back beside another`, twice);
    const facts: Facts = back ? back.facts : ((migration.values[line.track] ?? {}) as Facts);
    const merged = Object.entries({ ...state.facts, ...facts }).filter(([, value]) => value !== null);
    const of = { ...state, programVersion: migration.toVersion, track: line.track };
    const plan = await this.plans.plan({ ...of, facts: Object.fromEntries(merged) }, now);
    const command: MigrateCase = {
      type: 'MigrateCase',
      ...{ migrationId: migration.migrationId, fromVersion: migration.fromVersion },
      ...{ toVersion: migration.toVersion, plannedBy: migration.plannedBy, undoes: migration.undoes },
      ...{ executedBy: migration.executedBy ?? '', reason: migration.reason, facts, plan },
      stages: [
        ...line.done.map(({ from, to }): StageMoved => ({ from, to, anew: false })),
        ...line.open.map((stage): StageMoved => ({ ...stage, endsBefore: endOf(stage, now) })),
        ...returns.map((stage): StageMoved => ({ from: null, to: stage, anew: false })),
      ],
    };
    const dry = aCase.decide({ ...command, now, actor: PREVIEW }, state);
    const carried = new Set(line.open.map(({ to }) => to));
    const opens = dry.flatMap((event) =>
      event.type === 'StageOpened' && !carried.has(event.data.stage) ? [event.data.stage] : [],
    );
    return { result: 'moves', track: line.track, stages: line.open, opens, command };
  }
}

/** Deciding is pure: whoever looks decides nothing. */
const PREVIEW = { kind: 'system', id: 'migration-preview', authority: 'preview' } as const;

function blocked(code: string, detail: string, stage?: string): CaseMove {
  return { result: 'blocked', blocks: [{ code, detail, ...(stage !== undefined && { stage }) }] };
}

/** The same names the other way round, as they were for this case. */
function wayBack(migration: KnownMigration, state: KnownCase, back: SetAside): MigrationPlan {
  const { programId, fromVersion, toVersion, stay } = migration;
  const anew = back.names.filter((name) => name.anew).map(({ to }) => to);
  return {
    ...{ programId, fromVersion, toVersion, stay },
    tracks: { [state.track]: back.track },
    stages: { [state.track]: Object.fromEntries(back.names.map(({ from, to }) => [to, from])) },
    anew: { [state.track]: anew },
  };
}

function underWay(state: KnownCase): CaseUnderWay {
  const { caseId, number, programVersion: version, track, stages } = state;
  const all = Object.entries(stages);
  return {
    ...{ caseId, number, version, track },
    done: all.flatMap(([stage, { status, outcome }]) =>
      status === 'closed' ? [{ stage, outcome: outcome! }] : [],
    ),
    open: all.flatMap(([stage, { status, openedAt, pauses, pausedAt, escalated }]) => {
      if (status !== 'open') return [];
      if (openedAt === undefined) throw new Refusal('conflict', 'CASE_MOVED_ON', `${stage} has no opening`);
      const earlier = pauses.map((pause) => ({
        pausedAt: new Date(pause.pausedAt),
        resumedAt: new Date(pause.resumedAt),
      }));
      const now = pausedAt === undefined ? [] : [{ pausedAt: new Date(pausedAt) }];
      return [{ stage, openedAt: new Date(openedAt), pauses: [...earlier, ...now], overdue: escalated }];
    }),
  };
}

/** First instant that is too late; none while the clock stands still, or where it had passed before. */
function endOf({ deadlineAfter }: Moves['open'][number], now: Date): string | undefined {
  if (deadlineAfter?.state !== 'running' || deadlineAfter.endsBefore <= now) return undefined;
  return deadlineAfter.endsBefore.toISOString();
}
