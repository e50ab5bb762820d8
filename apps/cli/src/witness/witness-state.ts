import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  generateSigner,
  type LocalSigner,
  parseSignerKey,
  type Witnessed,
} from '@doyak/kernel/transparency-log';

const STATE = 'state.json';
const KEY = 'witness.key';

type Stored = Record<string, { size: number; root: string }>;

/** What a witness has cosigned, in one file of its folder. Lost state means a new witness: it must not start from nothing under an old name. */
export class WitnessState {
  private readonly stored: Stored;

  private constructor(private readonly path: string) {
    this.stored = JSON.parse(readFileSync(path, 'utf8')) as Stored;
  }

  /** Opens a folder that `createWitnessFolder` made. Throws where its state is missing or damaged. */
  static open(folder: string): WitnessState {
    return new WitnessState(join(folder, STATE));
  }

  last(origin: string): Witnessed | undefined {
    const known = this.stored[origin];
    return known && { size: known.size, root: Buffer.from(known.root, 'base64') };
  }

  /** On disk when it returns. */
  remember({ origin, size, root }: Checkpoint): void {
    const next = { ...this.stored, [origin]: { size, root: Buffer.from(root).toString('base64') } };
    writeWhole(this.path, `${JSON.stringify(next, null, 2)}\n`);
    Object.assign(this.stored, next);
  }
}

/** The witness's key. On first use, with a name, key and empty state are made; both files are its user's alone. */
export function witnessKey(folder: string, name: string | undefined): LocalSigner {
  let text: string;
  try {
    text = readFileSync(join(folder, KEY), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (name === undefined)
      throw new Error(`There is no witness in ${folder} yet: name it with --name, e.g. witness.example.org`, {
        cause: error,
      });
    const made = generateSigner(name, 'cosignature/v1');
    // State first: a key without state is refused when it is opened.
    writeWhole(join(folder, STATE), '{}\n');
    writeWhole(join(folder, KEY), `${made.signerKey}\n`);
    return made;
  }
  const signer = parseSignerKey(text);
  if (!signer.ok || signer.value.kind !== 'cosignature/v1')
    throw new Error(`${join(folder, KEY)} is no key of a witness`);
  if (name !== undefined && name !== signer.value.name)
    throw new Error(`The witness in ${folder} is named ${signer.value.name}, not ${name}`);
  return signer.value;
}

function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(draft, path);
}
