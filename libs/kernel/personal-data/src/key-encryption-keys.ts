import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@doyak/kernel/config';
import { Sealer } from '@doyak/kernel/crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';

/**
 * Keys that wrap the data keys of people, kept apart from the database: an old backup of it cannot be read once the key that wrapped its data
 * keys has been destroyed. A key-management service is another implementation: it wraps and unwraps, and never gives a key away.
 */
export abstract class KeyEncryptionKeys {
  /** The key that new data keys are wrapped with; made when there is none. */
  abstract current(): Promise<string>;
  /** Makes a key that is the current one from now on. */
  abstract introduce(): Promise<string>;
  /** `subject` is bound to the wrapped key, so that it cannot be given to somebody else. */
  abstract wrap(id: string, subject: string, key: Buffer): Promise<Buffer>;
  /** Throws when the key is not here, or the wrapped one was altered. */
  abstract unwrap(id: string, subject: string, wrapped: Buffer): Promise<Buffer>;
  /** For good. */
  abstract destroy(id: string): Promise<void>;
}

const PURPOSE = 'key-encryption-key';
const FILE = /^([0-9a-f-]{36})\.kek$/;

/** Keys as files in the folder `personal-data` of the data folder, readable by its user alone, sealed with the master key. */
@Injectable()
export class FileKeyEncryptionKeys extends KeyEncryptionKeys {
  private readonly folder: string;
  private readonly known = new Map<string, Sealer>();

  constructor(
    @Inject(Config) config: Pick<Config, 'home'>,
    @Inject(Sealer) private readonly master: Sealer,
  ) {
    super();
    this.folder = join(config.home, 'personal-data');
  }

  current(): Promise<string> {
    // Ids are in the order in which they were made.
    const newest = this.ids().sort().at(-1);
    return newest === undefined ? this.introduce() : Promise.resolve(newest);
  }

  introduce(): Promise<string> {
    const id = uuidv7();
    const sealed = this.master.seal(PURPOSE, id, randomBytes(32)).toString('base64');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    // Written whole before it has its name: nobody reads half a key.
    const draft = `${this.path(id)}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${sealed}\n`, { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(draft, this.path(id));
    } finally {
      rmSync(draft);
    }
    return Promise.resolve(id);
  }

  async wrap(id: string, subject: string, key: Buffer): Promise<Buffer> {
    return this.key(id).seal('data-key', subject, key);
  }

  async unwrap(id: string, subject: string, wrapped: Buffer): Promise<Buffer> {
    return this.key(id).open('data-key', subject, wrapped);
  }

  destroy(id: string): Promise<void> {
    this.known.delete(id);
    rmSync(this.path(id), { force: true });
    return Promise.resolve();
  }

  private key(id: string): Sealer {
    const known = this.known.get(id);
    if (known) return known;
    let text: string;
    try {
      text = readFileSync(this.path(id), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new Error(`The key-encryption key ${id} is not in ${this.folder}`, { cause: error });
    }
    const sealer = new Sealer(this.master.open(PURPOSE, id, Buffer.from(text.trim(), 'base64')));
    this.known.set(id, sealer);
    return sealer;
  }

  private ids(): string[] {
    try {
      return readdirSync(this.folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  private path(id: string): string {
    return join(this.folder, `${id}.kek`);
  }
}
