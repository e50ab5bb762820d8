import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal, type Violation } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { type ProgramDefinition, Programs } from '@doyak/programs';
import type { PlannedMigration } from '../../domain/migration.events.js';
import { migration } from '../../domain/migration.js';

type NewMigration = Omit<PlannedMigration, 'migrationId' | 'plannedBy' | 'undoes'>;

/**
 * Plans a migration of cases under way; nothing moves yet. The command's id is the migration's. Refusals: PROGRAM_NOT_FOUND,
 * MIGRATION_INVALID.
 */
export class PlanMigration extends Command<Appended> {
  constructor(
    readonly plan: NewMigration,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PlanMigration)
export class PlanMigrationHandler implements ICommandHandler<PlanMigration> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ plan, context }: PlanMigration): Promise<Appended> {
    const [old, next] = await Promise.all([
      this.programs.definition(plan.programId, plan.fromVersion),
      this.programs.definition(plan.programId, plan.toVersion),
    ]);
    const faults = faultsOf(plan, old, next);
    if (faults.length > 0)
      throw new Refusal('rule', 'MIGRATION_INVALID', `The plan has ${faults.length} fault(s)`, faults);
    const migrationId = context.commandId;
    const command = { type: 'PlanMigration', ...plan, migrationId } as const;
    return this.store.decide(`migration-${migrationId}`, migration, command, context);
  }
}

/** Names that one of the versions does not know, all at once. */
function faultsOf(plan: NewMigration, old: ProgramDefinition, next: ProgramDefinition): Violation[] {
  const faults: Violation[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (plan.fromVersion === plan.toVersion)
    fault('/toVersion', 'SAME_VERSION', 'must be another version than fromVersion');
  const track = (definition: ProgramDefinition, id: string) => definition.tracks.find((one) => one.id === id);
  const checkOld = (map: object, name: string) => {
    for (const id of Object.keys(map))
      if (!track(old, id)) fault(`/${name}/${id}`, 'UNKNOWN_TRACK', 'is no track of the old version');
  };
  checkOld(plan.tracks, 'tracks');
  checkOld(plan.stages, 'stages');
  checkOld(plan.anew, 'anew');
  for (const [from, to] of Object.entries(plan.tracks))
    if (!track(next, to)) fault(`/tracks/${from}`, 'UNKNOWN_TRACK', `${to} is no track of the new version`);
  const has = (definition: ProgramDefinition, trackId: string, stage: string) =>
    track(definition, trackId)?.stages.some(({ id }) => id === stage) ?? false;
  for (const [from, stages] of Object.entries(plan.stages)) {
    const to = plan.tracks[from] ?? from;
    for (const [stage, target] of Object.entries(stages)) {
      const at = `/stages/${from}/${stage}`;
      if (!has(old, from, stage)) fault(at, 'UNKNOWN_STAGE', 'is no stage of the old version');
      if (target !== null && !has(next, to, target))
        fault(at, 'UNKNOWN_STAGE', `${target} is no stage of the new version`);
    }
  }
  for (const [from, stages] of Object.entries(plan.anew))
    for (const [at, stage] of stages.entries())
      if (!has(old, from, stage))
        fault(`/anew/${from}/${at}`, 'UNKNOWN_STAGE', 'is no stage of the old version');
  for (const [to, values] of Object.entries(plan.values)) {
    if (!track(next, to)) fault(`/values/${to}`, 'UNKNOWN_TRACK', 'is no track of the new version');
    for (const [name, value] of Object.entries(values)) {
      const type = Object.hasOwn(next.facts, name) ? next.facts[name]?.type : undefined;
      const at = `/values/${to}/${name}`;
      if (type === undefined) fault(at, 'UNKNOWN_FACT', 'is no fact of the new version');
      else if (!FITS[type]?.(value)) fault(at, 'FACT_INVALID', `must be of type ${type}`);
    }
  }
  return faults;
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isSafeInteger(value),
  string: (value) => typeof value === 'string',
  strings: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value),
  records: (value) => Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null),
};
