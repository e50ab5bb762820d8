import type { FaultCluster } from './cluster.js';

/** What a fault was seen to do: counts and times in ms, printed behind its name. */
export type Facts = Readonly<Record<string, number | string>>;

export interface FaultContext {
  /** A PostgreSQL of this run. Faults that stop or replace the server start their own. */
  readonly cluster: FaultCluster;
  /** How often to strike; each fault has its own small default. */
  readonly times?: number;
  /** Repeats a random schedule. */
  readonly seed?: number;
}

/** Something that goes wrong on purpose, and what must hold nevertheless. */
export interface Fault {
  readonly name: string;
  /** At most this long, else it counts as failed. */
  readonly limitMs: (times: number | undefined) => number;
  /** Throws when what must hold does not. */
  run(context: FaultContext): Promise<Facts>;
}
