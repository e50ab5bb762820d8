import {
  checkReadModel,
  EventStore,
  Followers,
  type RecordedEvent,
  startRebuild,
} from '@doyak/kernel/event-store';
import { PersonalData } from '@doyak/kernel/personal-data';
import { CaseReplay, CounterfactualReplay, type ReplayStep } from '@doyak/audit';
import { Refusal } from '@doyak/kernel/decider';
import { PocReplay } from '@doyak/poc-verification';
import type { Command } from 'commander';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';
import { sound } from './programs.js';

export function addReplay(program: Command): void {
  const replay = program
    .command('replay')
    .description('Go through the event history again')
    .option(
      '--with <file>',
      'what recorded facts and ballots would have led to under this definition; writes nothing',
    )
    .option('--json', 'one JSON document', false)
    .action(async ({ with: file, json }: { with?: string; json: boolean }, command: Command) => {
      if (file === undefined) return command.help();
      const definition = sound(file);
      const report = await withPlatform(({ app }) => app.get(CounterfactualReplay).run(definition));
      print(json, report, () => {
        const { decisions, different, logSize } = report;
        const head = `${different.length} of ${decisions} decisions would differ (log of ${logSize} events).`;
        return different.length === 0 ? head : `${head}\n\n${table(different.map((one) => ({ ...one })))}`;
      });
    });

  replay
    .command('case <id>')
    .description('A case event by event: who decided what under which definition, and what it changed')
    .option('--as-of <instant>', 'only what had happened by then (RFC 3339)')
    .option('--known-at <instant>', 'only what was recorded by then (RFC 3339)')
    .option('--json', 'one JSON document, with the whole states before and after each event', false)
    .action(async (id: string, { json, ...past }: { json: boolean; asOf?: string; knownAt?: string }) => {
      const steps = await withPlatform(async ({ app }) => {
        const found = await app.get(CaseReplay).steps(id, {
          ...(past.asOf === undefined ? {} : { asOf: new Date(parseInstant(past.asOf)) }),
          ...(past.knownAt === undefined ? {} : { knownAt: new Date(parseInstant(past.knownAt)) }),
        });
        return app.get(PersonalData).show(found);
      });
      if (steps.length === 0)
        throw new Refusal('not-found', 'CASE_NOT_FOUND', `There is no case ${id}, or there was none by then`);
      print(json, { steps }, () => steps.map(describeStep).join('\n\n'));
    });

  replay
    .command('stream <id>')
    .description('All events of one stream, e.g. application-<uuid>')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const events = await withPlatform(async ({ app }) =>
        app.get(PersonalData).show(await app.get(EventStore).readStream(id)),
      );
      if (events.length === 0) throw new Refusal('not-found', 'STREAM_NOT_FOUND', `There is no stream ${id}`);
      show(json, events);
    });

  replay
    .command('poc <id>')
    .description('Compute the figures of a verification again from its evidence; exit code 1 if they differ')
    .option('--json', 'one JSON document, with all figures', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const replayed = await withPlatform(({ app }) => app.get(PocReplay, { strict: false }).run(id));
      print(json, replayed, () => {
        const lines = replayed.attempts.map(({ attempt, outcome, items, differences }) => ({
          ...{ attempt, outcome, items, differences: differences.length },
          first: differences[0] && `${differences[0].item ?? differences[0].what}: ${differences[0].detail}`,
        }));
        return table(lines);
      });
      if (!replayed.equal) process.exitCode = 1;
    });

  replay
    .command('check [read-model...]')
    .description(
      'Prove that what is read equals a replay of the log, and that outcomes, totals and ranks follow from what was recorded; exit code 1 if not',
    )
    .option('--json', 'one JSON document', false)
    .action(async (names: string[], { json }: { json: boolean }) => {
      const { checks, decisions } = await withPlatform(async ({ app, server }) => {
        const models = app
          .get(Followers)
          .readModels.filter(({ name }) => names.length === 0 || names.includes(name));
        refuseUnknown(names, models);
        const done = [];
        for (const model of models)
          done.push(await checkReadModel(server.ownerUrl, app.get(EventStore), model));
        const reports = names.length === 0 ? await app.get(CounterfactualReplay).checkDecisions() : [];
        return { checks: done, decisions: reports };
      });
      print(json, { checks, decisions }, () =>
        [
          table(
            checks.map(({ name, index, rows, equal, differences, digests }) => ({
              ...{ name, index, rows, equal, differences: differences.length },
              digest: digests.replay.slice(0, 16),
            })),
          ),
          ...decisions.map(
            ({ program, version, decisions: all, different }) =>
              `${program}@${version}: ${all - different.length} of ${all} outcomes, totals and ranks follow from what was recorded`,
          ),
          ...decisions.flatMap(({ different }) =>
            different.length > 0 ? [table(different.map((one) => ({ ...one })))] : [],
          ),
        ].join('\n'),
      );
      const altered = decisions.some(({ different }) => different.length > 0);
      if (altered || checks.some(({ equal }) => !equal)) process.exitCode = 1;
    });

  replay
    .command('rebuild <read-model>')
    .description('Build a read model anew beside the one that is read, and switch when it has caught up')
    .option('--json', 'one JSON document', false)
    .action(async (name: string, { json }: { json: boolean }) => {
      const made = await withPlatform(async ({ app, server }) => {
        const models = app.get(Followers).readModels.filter((model) => model.name === name);
        refuseUnknown([name], models);
        const generation = await startRebuild(server.ownerUrl, models[0]!);
        const follower = (await app.get(Followers).find(generation.follower))!;
        // A worker that runs meanwhile takes turns with this loop; whoever passes the end switches.
        while ((await follower.pass()) !== 'idle');
        return generation;
      });
      print(json, made, () => `${name} is read from generation ${made.generation}.`);
    });
}

export function parseInstant(text: string): number {
  const instant = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new Refusal(
      'rule',
      'NOT_AN_INSTANT',
      `"${text}" is not an instant with an offset, e.g. 2026-03-02T18:00:00+09:00`,
    );
  }
  return instant;
}

/** A block for each event: as a table it would be wider than any terminal. */
function describeStep({ event, differences, applied }: ReplayStep): string {
  const { caseSequence, occurredAt, stored, actor, commandId } = event;
  const known = [`${actor.kind}:${actor.id}`, ...(actor.id === actor.authority ? [] : [actor.authority])];
  return [
    `${caseSequence}  ${occurredAt}  ${stored}`,
    `     by ${known.join(', ')}, command ${commandId}`,
    ...(applied
      ? [`     under ${applied.programId}@${applied.programVersion} ${applied.digest.slice(0, 12)}`]
      : []),
    ...(applied?.rules ?? []).map(({ id, rule }) => `     rule ${id}: ${rule}`),
    ...differences.map(({ pointer, before, after }) => `     ${pointer}  ${brief(before)} → ${brief(after)}`),
  ].join('\n');
}

/** Enough of a value to recognise it; the whole is in the JSON. */
function brief(value: unknown): string {
  const text = value === undefined ? '–' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function refuseUnknown(names: readonly string[], models: readonly { name: string }[]): void {
  for (const name of names) {
    if (!models.some((model) => model.name === name)) {
      throw new Refusal('not-found', 'READ_MODEL_NOT_FOUND', `There is no read model ${name}`);
    }
  }
}

function show(json: boolean, events: readonly RecordedEvent[]): void {
  print(json, { events }, () =>
    table(
      events.map(({ index, caseSequence, occurredAt, stored, actor, data }) => ({
        index,
        sequence: caseSequence,
        occurredAt,
        type: stored,
        actor: `${actor.kind}:${actor.id}`,
        authority: actor.authority,
        data,
      })),
    ),
  );
}
