import { readFileSync } from 'node:fs';
import { BusinessCalendar, dateOf } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import {
  type Checked,
  checkProgram,
  PublishProgram,
  SaveProgramDraft,
  simulateProgram,
} from '@doyak/programs';
import { CommandBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { fromTerminal } from '../cli-actor.js';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';
import { addCaseMigrations } from './program-migrations.js';

export function addPrograms(program: Command): void {
  const programs = program.command('programs').description('Program definitions');
  addCaseMigrations(programs);

  programs
    .command('check <file>')
    .description('Find all problems of a definition; exit code 1 if there are any')
    .option('--json', 'one JSON document', false)
    .action((file: string, { json }: { json: boolean }) => {
      const { problems } = read(file).checked;
      print(json, { file, ok: problems.length === 0, problems }, () =>
        problems.length === 0
          ? `${file}: no problems.`
          : problems
              .map((one) => `${file}:${one.line}:${one.column} ${one.code} ${one.pointer}\n  ${one.message}`)
              .join('\n'),
      );
      if (problems.length > 0) process.exitCode = 1;
    });

  programs
    .command('simulate <file>')
    .description('Every path through each track, with its shortest and longest time')
    .option('--notice <day>', 'day of the notice, YYYY-MM-DD (default: today)')
    .option('--json', 'one JSON document', false)
    .action((file: string, { json, notice }: { json: boolean; notice?: string }) => {
      const definition = sound(file);
      const calendar = new BusinessCalendar({ overrides: definition.calendar.overrides });
      const simulation = simulateProgram(definition, calendar, notice ?? dateOf(new Date()));
      print(json, simulation, () =>
        table(
          simulation.tracks.flatMap(({ track, outcomes, complete }) =>
            outcomes.map(({ outcome, paths, shortestDays, longestDays }) => ({
              ...{ track, outcome, paths: complete ? paths : `${paths}+` },
              ...{ shortestDays, longestDays: longestDays ?? 'unbounded' },
            })),
          ),
        ),
      );
    });

  programs
    .command('publish <file>')
    .description('Publish a definition as the next version of its program')
    .option('--json', 'one JSON document', false)
    .action(async (file: string, { json }: { json: boolean }) => {
      const { id } = sound(file).program;
      const { text } = read(file);
      const published = await withPlatform(async ({ app }) => {
        const bus = app.get(CommandBus, { strict: false });
        await bus.execute(new SaveProgramDraft(id, text, fromTerminal()));
        return bus.execute(new PublishProgram(id, fromTerminal()));
      });
      print(json, published, () => `${id} is published.`);
    });
}

function read(file: string): { text: string; checked: Checked } {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, checked: checkProgram(text) };
  } catch (error) {
    throw new Refusal('not-found', 'FILE_NOT_READ', `${file} cannot be read: ${(error as Error).message}`);
  }
}

export function sound(file: string) {
  const { definition, problems } = read(file).checked;
  if (!definition) {
    throw new Refusal(
      'rule',
      'PROGRAM_HAS_PROBLEMS',
      `${file} has ${problems.length} problem(s): doyak programs check ${file}`,
    );
  }
  return definition;
}
