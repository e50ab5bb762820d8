import { readFileSync } from 'node:fs';
import {
  DiscardMigration,
  ExecuteMigration,
  ListMigrations,
  migrationInput,
  PlanMigration,
  PreviewMigration,
  UndoMigration,
  viewLine,
  viewMigration,
} from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { fromTerminal } from '../cli-actor.js';
import { print, table } from '../output.js';
import { type Platform, withPlatform } from '../with-platform.js';

interface Json {
  readonly json: boolean;
}
interface Reasoned extends Json {
  readonly reason: string;
}

const busOf = ({ app }: Platform) => app.get(CommandBus, { strict: false });
const queriesOf = ({ app }: Platform) => app.get(QueryBus, { strict: false });
const idOf = ({ streamId }: { streamId: string }) => streamId.slice('migration-'.length);
/** Cases that one call of the preview reads. */
const PAGE = 200;

/** `doyak programs migrate …`: cases under way to another version of their program. The workers move the cases. */
export function addCaseMigrations(programs: Command): void {
  const migrate = programs
    .command('migrate')
    .description('Take cases under way to another version of their program');

  migrate
    .command('plan <file>')
    .description('Plan a migration from a YAML or JSON file; nothing moves yet')
    .option('--json', 'one JSON document', false)
    .action(async (file: string, { json }: Json) => {
      const plan = readPlan(file);
      const planned = await withPlatform((platform) =>
        busOf(platform).execute(new PlanMigration(plan, fromTerminal())),
      );
      print(json, { id: idOf(planned), ...planned }, () => `Migration ${idOf(planned)} is planned.`);
    });

  migrate
    .command('list')
    .description('Migrations and how far they are')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: Json) => {
      const rows = await withPlatform((platform) =>
        queriesOf(platform).execute(new ListMigrations(undefined, PAGE)),
      );
      const items = rows.map(viewMigration);
      print(json, { items }, () =>
        table(
          items.map(({ id, programId, fromVersion, toVersion, status, runs, moved }) => ({
            ...{ id, programId, versions: `${fromVersion} → ${toVersion}`, status, runs, moved },
          })),
        ),
      );
    });

  migrate
    .command('preview <id>')
    .description('What a migration would do now, case by case')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json }: Json) => {
      const items = await withPlatform((platform) => previewOf(platform, uuid(id)));
      print(json, { items }, () =>
        table(
          items.map(({ number, result, why, stages, blocks }) => ({
            ...{ number, result },
            detail:
              why ??
              blocks?.map(({ code, detail }) => `${code}: ${detail}`).join('; ') ??
              stages
                ?.map(
                  (one) =>
                    `${one.from} → ${one.to}${one.anew ? ' (anew)' : ''} until ${one.willEndBefore ?? '–'}`,
                )
                .join('; '),
          })),
        ),
      );
    });

  migrate
    .command('execute <id>')
    .description('Carry out what another person planned; the workers move the cases')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json }: Json) => {
      const started = await withPlatform((platform) =>
        busOf(platform).execute(new ExecuteMigration(uuid(id), fromTerminal())),
      );
      print(json, { id, ...started }, () => `Migration ${id} is being carried out.`);
    });

  migrate
    .command('undo <id>')
    .description('Plan the way back of a migration that was carried out')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json, reason }: Reasoned) => {
      const planned = await withPlatform((platform) =>
        busOf(platform).execute(new UndoMigration(uuid(id), reason, fromTerminal())),
      );
      print(json, { id: idOf(planned), ...planned }, () => `Migration ${idOf(planned)} is planned.`);
    });

  migrate
    .command('discard <id>')
    .description('Give a planned migration up')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json, reason }: Reasoned) => {
      const discarded = await withPlatform((platform) =>
        busOf(platform).execute(new DiscardMigration(uuid(id), reason, fromTerminal())),
      );
      print(json, { id, ...discarded }, () => `Migration ${id} is discarded.`);
    });
}

async function previewOf(platform: Platform, id: string) {
  const items = [];
  let after: string | undefined;
  for (;;) {
    const lines = await queriesOf(platform).execute(new PreviewMigration(id, after, PAGE, new Date()));
    items.push(...lines.map(viewLine));
    if (lines.length < PAGE) return items;
    after = lines.at(-1)!.caseId;
  }
}

function uuid(text: string): string {
  const parsed = z.uuid().safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Refusal('not-found', 'MIGRATION_NOT_FOUND', `${text} is not the id of a migration`);
}

function readPlan(file: string) {
  let source: unknown;
  try {
    source = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal('not-found', 'FILE_NOT_READ', `${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = migrationInput.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new Refusal('rule', 'MIGRATION_INVALID', z.prettifyError(parsed.error));
}
