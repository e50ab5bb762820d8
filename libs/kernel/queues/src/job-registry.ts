import { JobRegistryError } from './failures.js';
import type { JobContext } from './job-context.js';
import type { AnyJob } from './job-definition.js';

/** A job's handler in this process, and where it was declared. */
export interface RegisteredHandler {
  readonly job: AnyJob;
  readonly where: string;
  readonly run: (payload: unknown, context: JobContext) => Promise<unknown>;
}

/** What all jobs of a queue share. */
export interface QueueSettings {
  readonly name: string;
  readonly concurrency: number;
  readonly limiter: { readonly max: number; readonly durationMs: number } | undefined;
}

/** All jobs defined and all handlers found in this process. */
export class JobRegistry {
  private readonly definitions: AnyJob[] = [];
  private readonly handlers: RegisteredHandler[] = [];
  private readonly byName = new Map<string, AnyJob>();
  private readonly handlerByName = new Map<string, RegisteredHandler>();

  define(jobs: readonly AnyJob[]): void {
    for (const job of jobs) {
      if (this.definitions.includes(job)) continue;
      this.definitions.push(job);
      if (!this.byName.has(job.name)) this.byName.set(job.name, job);
    }
  }

  handle(registered: RegisteredHandler): void {
    this.handlers.push(registered);
    this.handlerByName.set(registered.job.name, registered);
  }

  /** The definition known by this name, if any. */
  job(name: string): AnyJob | undefined {
    return this.byName.get(name);
  }

  handlerOf(name: string): RegisteredHandler | undefined {
    return this.handlerByName.get(name);
  }

  /** Every queue that some defined job runs on, in order of name. */
  queues(): QueueSettings[] {
    const queues = new Map<string, QueueSettings>();
    for (const { queue: name, concurrency, limiter } of this.definitions)
      queues.set(name, { name, concurrency, limiter });
    return [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws `JobRegistryError` naming every fault. `complete`: this process runs jobs, so each one needs its handler. */
  check(options: { complete: boolean }): void {
    const faults = [...this.faultsOfDefinitions(), ...this.faultsOfHandlers(options.complete)];
    if (faults.length > 0) throw new JobRegistryError(faults);
  }

  private *faultsOfDefinitions(): Iterable<string> {
    const queues = new Map<string, AnyJob>();
    for (const job of this.definitions) {
      if (this.byName.get(job.name) !== job) yield `${job.name}: defined twice`;
      const first = queues.get(job.queue) ?? job;
      queues.set(job.queue, first);
      const agree =
        first.concurrency === job.concurrency &&
        first.limiter?.max === job.limiter?.max &&
        first.limiter?.durationMs === job.limiter?.durationMs;
      if (!agree)
        yield `${job.name}: queue ${job.queue} has another concurrency or limiter in ${first.name}; jobs of one queue share both`;
    }
  }

  private *faultsOfHandlers(complete: boolean): Iterable<string> {
    for (const { job, where } of this.handlers) {
      if (this.byName.get(job.name) !== job) yield `${where}: handles ${job.name}, which no module defines`;
    }
    for (const job of this.byName.values()) {
      const found = this.handlers.filter((registered) => registered.job === job);
      if (found.length > 1)
        yield `${job.name}: has ${found.length} handlers (${found.map(({ where }) => where).join(', ')})`;
      if (found.length === 0 && complete) yield `${job.name}: has no handler`;
    }
  }
}
