import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@doyak/kernel/config';
import { Sealer } from '@doyak/kernel/crypto';
import {
  generateSigner,
  type LocalSigner,
  type NoteSigner,
  parseSignerKey,
  parseVerifierKey,
} from '@doyak/kernel/transparency-log';
import { Inject, Injectable } from '@nestjs/common';

/** Where the log's private keys are. A key-management service is another implementation: it signs, and never gives a key away. */
export abstract class LogKeys {
  /** Makes a key and keeps it. Answers its verifier key. */
  abstract create(name: string): Promise<string>;
  /** Undefined where this key is not here. */
  abstract signer(verifierKey: string): Promise<NoteSigner | undefined>;
}

const PURPOSE = 'log-signing-key';
const SEALED = 'sealed:';

/**
 * Keys as files in the data folder, apart from the database, readable by its user alone; sealed with the master key unless the settings say
 * otherwise. A file is the C2SP signer key, or `sealed:` and base64.
 */
@Injectable()
export class FileLogKeys extends LogKeys {
  private readonly folder: string;

  constructor(
    @Inject(Config) private readonly config: Pick<Config, 'home' | 'logKeySealed'>,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {
    super();
    this.folder = join(config.home, 'log');
  }

  create(name: string): Promise<string> {
    const { keyId, signerKey, verifierKey } = generateSigner(name);
    const text = this.config.logKeySealed
      ? SEALED + this.sealer.seal(PURPOSE, keyId, Buffer.from(signerKey)).toString('base64')
      : signerKey;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    // Written whole before it has its name: nobody reads half a key.
    const draft = `${this.path(keyId)}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(draft, this.path(keyId));
    } finally {
      rmSync(draft);
    }
    return Promise.resolve(verifierKey);
  }

  signer(verifierKey: string): Promise<LocalSigner | undefined> {
    const known = parseVerifierKey(verifierKey);
    if (!known.ok) throw new Error(`The log has a key that is none: ${known.detail}`);
    const { keyId } = known.value;
    let text: string;
    try {
      text = readFileSync(this.path(keyId), 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Promise.resolve(undefined);
      throw error;
    }
    const plain = text.startsWith(SEALED)
      ? this.sealer.open(PURPOSE, keyId, Buffer.from(text.slice(SEALED.length), 'base64')).toString()
      : text;
    const signer = parseSignerKey(plain);
    if (!signer.ok || signer.value.verifierKey !== verifierKey)
      throw new Error(`${this.path(keyId)} does not hold the key that its name says`);
    return Promise.resolve(signer.value);
  }

  private path(keyId: string): string {
    return join(this.folder, `${keyId}.key`);
  }
}
