import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExportCase, ExportLog } from '@doyak/audit';
import { readingReason } from '@doyak/identity';
import { parseCheckpoint, parseNote } from '@doyak/kernel/transparency-log';
import { CommandBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { fromTerminal } from '../cli-actor.js';
import { print } from '../output.js';
import { withPlatform } from '../with-platform.js';

interface Output {
  readonly out?: string;
  readonly json: boolean;
}

export function addExport(program: Command): void {
  const exports = program.command('export').description('Evidence for doyak verify (docs/evidence.md)');

  exports
    .command('case <id>')
    .description('All events of a case with the proofs that they are in the log')
    .requiredOption('--reason <text>', 'why it is taken along; recorded')
    .option('--since <file>', 'add the proof that the log continues this older checkpoint')
    .option('--out <file>', 'where to; default: standard output')
    .option('--json', 'with --out: one JSON document about it', false)
    .action((id: string, options: Output & { since?: string; reason: string }) => {
      const since = options.since === undefined ? undefined : sizeIn(options.since);
      const taking = { reason: readingReason.parse(options.reason), address: 'terminal' };
      return write(options, (bus) => bus.execute(new ExportCase(id, since, taking, fromTerminal())));
    });

  exports
    .command('log')
    .description('The whole log up to its last checkpoint')
    .option('--no-payloads', 'only what the log itself holds: who, when, and commitments to the payloads')
    .option('--out <file>', 'where to; default: standard output')
    .option('--json', 'with --out: one JSON document about it', false)
    .action((options: Output & { payloads: boolean }) =>
      write(options, (bus) => bus.execute(new ExportLog(options.payloads, fromTerminal()))),
    );
}

async function write(
  { out, json }: Output,
  ask: (bus: CommandBus) => Promise<AsyncIterable<string>>,
): Promise<void> {
  await withPlatform(async ({ app }) => {
    const lines = await ask(app.get(CommandBus, { strict: false }));
    if (out === undefined) {
      for await (const line of lines) process.stdout.write(line);
      return;
    }
    // Payloads are not for everyone on this machine.
    const file = createWriteStream(out, { mode: 0o600 });
    await pipeline(Readable.from(lines), file);
    print(json, { file: out, bytes: file.bytesWritten }, () => `${out}: ${file.bytesWritten} bytes`);
  });
}

function sizeIn(path: string): number {
  const note = parseNote(readFileSync(path));
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  if (!checkpoint.ok) throw new Error(`${path} is no checkpoint: ${checkpoint.detail}`);
  return checkpoint.value.size;
}
