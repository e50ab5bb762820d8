import { createReadStream, readFileSync, statSync } from 'node:fs';
import {
  checkHere,
  checkOnThreads,
  type EntriesChecker,
  type Finding,
  type Verdict,
  verifyEvidence,
} from '@doyak/kernel/evidence';
import { type NoteVerifier, parseVerifierKey } from '@doyak/kernel/transparency-log';
import type { Command } from 'commander';
import { compareDocuments } from '../verify-documents.js';
import { print } from '../output.js';

interface Options {
  readonly since: string[];
  readonly checkpoint: string[];
  readonly key: string[];
  readonly witness: string[];
  readonly quorum: string;
  readonly documents?: string;
  readonly threads?: string;
  readonly json: boolean;
}

/** A bundle is worth threads of its own from here on (bytes): each takes a while to start. */
const LARGE = 16 * 1024 * 1024;

/** Needs no server, no network, no database and no settings. */
export function addVerify(program: Command): void {
  program
    .command('verify <bundle>')
    .description('Verify evidence offline: exit code 0 only if all of it holds (docs/evidence.md)')
    .option(
      '--since <file...>',
      'an older checkpoint that you kept: nothing may be altered or removed since',
      [],
    )
    .option(
      '--checkpoint <file...>',
      'a checkpoint that you have from elsewhere and that the bundle must agree with',
      [],
    )
    .option(
      '--key <verifier-key...>',
      "the log's verifier key as you know it; default: as the bundle says",
      [],
    )
    .option('--witness <verifier-key...>', 'a witness that you trust', [])
    .option('--quorum <number>', 'how many of these must have cosigned', '0')
    .option('--documents <folder>', 'files that must be the documents that the events name')
    .option('--threads <number>', 'threads that check entries; default: 2 for a large bundle')
    .option('--json', 'one JSON document', false)
    .action(async (bundle: string, options: Options) => {
      const verdict = await verify(bundle, options);
      print(options.json, verdict, () => describe(bundle, verdict));
      process.exitCode = verdict.ok ? 0 : 1;
    });
}

async function verify(bundle: string, options: Options): Promise<Verdict> {
  const checker = checkerFor(bundle, options.threads);
  try {
    const verdict = await verifyEvidence(createReadStream(bundle, { highWaterMark: 1024 * 1024 }), {
      ...(options.key.length > 0 ? { keys: options.key.map((text) => keyOf(text, 'ed25519')) } : {}),
      witnesses: options.witness.map((text) => keyOf(text, 'cosignature/v1')),
      quorum: count(options.quorum, '--quorum'),
      known: [...options.since, ...options.checkpoint].map((name) => ({
        name,
        note: readFileSync(name, 'utf8'),
      })),
      checker,
    });
    return options.documents === undefined ? verdict : await compareDocuments(verdict, options.documents);
  } finally {
    await checker.close();
  }
}

function checkerFor(bundle: string, threads: string | undefined): EntriesChecker {
  const wanted =
    threads === undefined ? (statSync(bundle).size > LARGE ? 2 : 0) : count(threads, '--threads');
  return wanted === 0 ? checkHere() : checkOnThreads(wanted);
}

function count(text: string, option: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new Error(`${option} takes a number from 0 to 99`);
  return Number(text);
}

function keyOf(text: string, kind: NoteVerifier['kind']): NoteVerifier {
  const key = parseVerifierKey(text);
  if (!key.ok || key.value.kind !== kind) throw new Error(`${text} is no verifier key of type ${kind}`);
  return key.value;
}

function describe(bundle: string, verdict: Verdict): string {
  const {
    ok,
    kind,
    origin,
    size,
    events,
    signatures = [],
    cosignatures = [],
    documents = [],
    receipts = [],
  } = verdict;
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  - ${line}`)];
  return [
    `${bundle}: ${ok ? 'holds' : 'DOES NOT HOLD'}`,
    ...(origin === undefined
      ? []
      : [
          `  ${kind === 'case' ? 'Case of' : 'Log'} ${origin}, ${events ?? '?'} events, checkpoint of ${size} events`,
        ]),
    ...[...signatures, ...cosignatures].map(
      ({ name, keyId, time }) =>
        `  Signed by ${name} (${keyId})${time === undefined ? '' : ` at ${new Date(time * 1_000).toISOString()}`}`,
    ),
    ...list('What is wrong:', verdict.faults.map(describeFault)),
    ...list('What this proves:', verdict.proven),
    ...list('What it does not prove:', verdict.notProven),
    ...list(
      'Receipts of partners:',
      receipts.map(
        ({ index, organisationId, receivedAt, body }) =>
          `event ${index}: organisation ${organisationId}, as it says at ${receivedAt}${body ? '' : ', the body is not in the bundle'}`,
      ),
    ),
    ...list(
      'Documents that the events name:',
      documents.map(({ slot, size: bytes, sha256 }) => `${slot}: ${bytes} bytes, SHA-256 ${sha256}`),
    ),
  ].join('\n');
}

function describeFault({ fault, detail, index, end, line }: Finding): string {
  const where =
    index === undefined
      ? ''
      : end === undefined || end === index + 1
        ? `event ${index}: `
        : `events ${index} to ${end - 1}: `;
  return `${where}${detail} (${fault}${line === undefined ? '' : `, line ${line}`})`;
}
