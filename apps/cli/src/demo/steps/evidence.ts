import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiClient } from '../api-client.js';
import { sizeOfLog } from '../log.js';

interface Case {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly outcome: string | null;
}

/** A process for each takes its time. */
const MOST = 3;
/** Ms for one verification. */
const BOUND = 60_000;
const NO_NETWORK = fileURLToPath(new URL('../no-network.js', import.meta.url));
const DOYAK = fileURLToPath(new URL('../../main.js', import.meta.url));

/**
 * Takes the evidence of cases with different outcomes along, and verifies it as somebody would who has nothing but the file: in a process without a
 * network. The same bundle with one byte changed must not verify. Answers what was seen; throws when it was something else.
 */
export async function proveOffline(auditor: ApiClient): Promise<string> {
  await sizeOfLog(auditor);
  const cases = await auditor.list<Case>('/v1/cases');
  const kinds = new Map(cases.map((one) => [`${one.status} ${one.outcome ?? ''}`, one]));
  const chosen = [...kinds.values()].slice(0, MOST);
  const folder = mkdtempSync(join(tmpdir(), 'doyak-evidence-'));
  try {
    const bundle = join(folder, 'case.jsonl');
    for (const { id, number } of chosen) {
      const text = await auditor.text(`/v1/cases/${id}/evidence?reason=Demonstration`);
      writeFileSync(bundle, text, { mode: 0o600 });
      const { code, said } = await verifyAlone(bundle);
      if (code !== 0) throw new Error(`The evidence of case ${number} does not verify:\n${said}`);
      const altered = Buffer.from(text);
      const place = Math.floor(altered.length / 2);
      altered.writeUInt8(altered.readUInt8(place) ^ 1, place);
      writeFileSync(bundle, altered);
      const forged = await verifyAlone(bundle);
      if (forged.code !== 1)
        throw new Error(
          `Byte ${place} of the evidence of case ${number} was changed unseen:\n${forged.said}`,
        );
    }
    return `The evidence of ${chosen.length} cases of different outcomes verifies without a network, and not with a byte changed`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `doyak verify` in a process that has no network: its own name space where the machine allows one, and a preload that closes each way out. */
function verifyAlone(bundle: string): Promise<{ code: number | null; said: string }> {
  const node = [process.execPath, ...process.execArgv, '--import', NO_NETWORK];
  const [command, ...args] = [...apart(), ...node, DOYAK, 'verify', bundle];
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe'], timeout: BOUND });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject).once('close', (code) => resolve({ code, said }));
  });
}

const apart = () => (spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : []);
