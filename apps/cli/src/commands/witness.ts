import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { type LogPolicy, parseVerifierKey } from '@doyak/kernel/transparency-log';
import type { Command } from 'commander';
import { Witness } from '../witness/witness.js';
import { WitnessState, witnessKey } from '../witness/witness-state.js';

interface Options {
  readonly log: string[];
  readonly folder: string;
  readonly name?: string;
  readonly host: string;
  readonly port: string;
}

/** Needs no database and no settings: it is meant for another machine than the log's. */
export function addWitness(program: Command): void {
  program
    .command('witness')
    .description('Cosign checkpoints of logs that continue what was cosigned before (C2SP tlog-witness)')
    .requiredOption(
      '--log <verifier-key...>',
      'a log to witness: a verifier key of it; repeat for more keys and logs',
    )
    .option('--folder <path>', "where the witness's key and state are kept", 'doyak-witness')
    .option('--name <name>', 'name of a new witness, e.g. witness.example.org')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'port to listen on', '8447')
    .action(serve);
}

async function serve(options: Options): Promise<void> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signer = witnessKey(folder, options.name);
  const logs = logsOf(options.log);
  const witness = new Witness(signer, logs, WitnessState.open(folder), () => new Date());
  // Loaded here: verify shares this program's entry and has no use for a server.
  const { createWitnessServer } = await import('../witness/witness-server.js');
  const server = createWitnessServer(witness, signer.verifierKey);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(Number(options.port), options.host, listening);
  });
  const { address, port } = server.address() as AddressInfo;
  process.stdout.write(
    `Witness ${signer.name} listens on http://${address}:${port}\n` +
      `  Verifier key  ${signer.verifierKey}\n` +
      logs.map(({ origin }) => `  Log           ${origin}\n`).join(''),
  );
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => server.close(() => stopped()));
  });
}

/** Keys of one name are keys of one log. */
function logsOf(verifierKeys: readonly string[]): Pick<LogPolicy, 'origin' | 'keys'>[] {
  const keys = verifierKeys.map((text) => {
    const key = parseVerifierKey(text);
    if (!key.ok || key.value.kind !== 'ed25519') throw new Error(`${text} is no verifier key of a log`);
    return key.value;
  });
  return [...new Set(keys.map(({ name }) => name))].map((origin) => ({
    origin,
    keys: keys.filter(({ name }) => name === origin),
  }));
}
