import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config } from '@doyak/kernel/config';
import { type Checkpoint, parseCheckpoint, parseNote } from '@doyak/kernel/transparency-log';
import { Inject, Injectable } from '@nestjs/common';

/**
 * The last checkpoint that this machine signed, beside its key and apart from the database: a database put back to an old backup does not take
 * this back with it, and so is noticed before anything is signed over what was lost.
 */
@Injectable()
export class LastSigned {
  private readonly folder: string;

  constructor(@Inject(Config) config: Pick<Config, 'home'>) {
    this.folder = join(config.home, 'log');
  }

  /** Throws where the file is there and is no checkpoint: it must not count as none. */
  read(origin: string): Checkpoint | undefined {
    let note: string;
    try {
      note = readFileSync(this.path(origin), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const parsed = parseNote(note);
    const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
    if (!checkpoint.ok || checkpoint.value.origin !== origin)
      throw new Error(
        `${this.path(origin)} is damaged: restore it, or the checkpoint that was published last`,
      );
    return checkpoint.value;
  }

  write(origin: string, note: string): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const draft = `${this.path(origin)}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, note, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, this.path(origin));
  }

  private path(origin: string): string {
    return join(this.folder, `${encodeURIComponent(origin)}.checkpoint`);
  }
}
