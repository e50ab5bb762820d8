import { isConnectionFailure } from '@doyak/kernel/database';
import type pg from 'pg';

interface Waiting {
  /** The arguments of `doyak.append`; the first is the stream. */
  readonly values: readonly unknown[];
  readonly resolve: (version: number | null) => void;
  readonly reject: (error: unknown) => void;
}

const ARGUMENTS = 20;
/** Appends in one statement, and statements at a time: one is made durable while the next is worked on. */
const LARGEST = 16;
const AT_A_TIME = 2;

/** `doyak.append` once or several times in one statement. */
const STATEMENTS = Array.from({ length: LARGEST }, (_, more) => {
  const calls = Array.from({ length: more + 1 }, (_, call) => {
    const parameters = Array.from({ length: ARGUMENTS }, (_, at) => `$${call * ARGUMENTS + at + 1}`);
    return `doyak.append(${parameters.join(', ')})`;
  });
  // A group waits only so long for a stream that another session holds, since its commands do not know each other.
  if (more > 0) calls.unshift(`set_config('lock_timeout', '50ms', true)`);
  return { name: `doyak-append-${more + 1}`, text: `select ${calls.join(', ')}` };
});

/** Appends by itself. Throws what PostgreSQL says. */
export async function appendAlone(
  client: Pick<pg.Pool, 'query'>,
  values: readonly unknown[],
): Promise<number | null> {
  const { rows } = await client.query<[number | null]>({
    ...STATEMENTS[0]!,
    values: [...values],
    rowMode: 'array',
  });
  return rows[0]![0];
}

/**
 * Appends that this process is asked for at the same time share a transaction: one round trip and one flush to disk for all of them
 * (docs/adr/0002). Nothing is waited for: an append that comes alone goes alone. When one of a group is refused, none of them has
 * happened, and each goes by itself: its outcome is what it would have been without the others.
 */
export class AppendGroup {
  private waiting: Waiting[] = [];
  private running = 0;
  private scheduled = false;

  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  /** The arguments of `doyak.append`. Answers and throws as it does. */
  append(values: readonly unknown[]): Promise<number | null> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ values, resolve, reject });
      this.schedule();
    });
  }

  /** Those who were answered together ask again together: all of them are heard before the next group goes. */
  private schedule(): void {
    if (this.scheduled || this.running >= AT_A_TIME || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.run(this.waiting.splice(0, LARGEST));
    });
  }

  private async run(group: Waiting[]): Promise<void> {
    this.running += 1;
    this.schedule();
    try {
      // Streams are locked in one order everywhere, so that groups do not wait for each other in a circle.
      group.sort((one, other) => (String(one.values[0]) < String(other.values[0]) ? -1 : 1));
      const { rows } = await this.pool.query<(number | null)[]>({
        ...STATEMENTS[group.length - 1]!,
        values: group.flatMap(({ values }) => values),
        rowMode: 'array',
      });
      const versions = rows[0]!.slice(-group.length);
      for (const [at, { resolve }] of group.entries()) resolve(versions[at]!);
    } catch (error) {
      if (group.length === 1 || isConnectionFailure(error)) for (const { reject } of group) reject(error);
      else
        for (const { values, resolve, reject } of group) appendAlone(this.pool, values).then(resolve, reject);
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }
}
