import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@doyak/kernel/embedded';
import { prepareDatabase } from '../../../../composition/src/prepare-database.js';
import { DemoChild } from './child.js';
import type { ServerStart } from './messages.js';

/** An API, a worker and a PostgreSQL of the demo's own, each in a process, all of it gone after `stop`. */
export class DemoServer {
  /** Where the API is. */
  url = '';
  private readonly home = mkdtempSync(join(tmpdir(), 'doyak-demo-'));
  private readonly logPath = join(this.home, 'server.log');
  private readonly log = openSync(this.logPath, 'a', 0o600);
  private readonly children: DemoChild<ServerStart>[] = [];
  /** Processes of others, which have clocks of their own. */
  private readonly others: DemoChild<never>[] = [];
  private postgres: EmbeddedPostgres | undefined;
  private stopping: Promise<void> | undefined;

  private constructor(private time: Date) {}

  /** It is `now` there. Throws, with nothing left behind, when a part does not start. */
  static async start(now: Date, administrator: ServerStart['administrator']): Promise<DemoServer> {
    const server = new DemoServer(now);
    try {
      server.postgres = await startEmbeddedPostgres({ ephemeral: true, durable: false });
      const { ownerUrl, appUrl } = server.postgres;
      await prepareDatabase(ownerUrl);
      const common = { home: server.home, ownerUrl, appUrl, now: now.toISOString(), administrator };
      // The worker first: an API without one could not show what was just done.
      for (const part of ['worker', 'api'] as const) {
        const child = new DemoChild<ServerStart>(new URL('./process.js', import.meta.url), server.log);
        server.children.push(child);
        server.url = (await child.start({ part, ...common })) ?? '';
      }
      return server;
    } catch (error) {
      const said = server.lastWords();
      await server.stop();
      throw new Error(`The demo's server did not start.\n${said}`, { cause: error });
    }
  }

  /** When the clock was moved last; since then real seconds have passed. */
  get now(): Date {
    return this.time;
  }

  /** Moves the clock of every process on; what is due fires within a second. */
  async moveTo(instant: Date): Promise<void> {
    this.time = instant;
    await Promise.all(this.children.map((child) => child.moveTo(instant)));
  }

  /** Starts somebody else's process, which ends before the server does; what it prints goes where the server's does. Answers its URL. */
  async startBeside<Start>(module: URL, start: Start): Promise<string | undefined> {
    const child = new DemoChild<Start>(module, this.log);
    this.others.push(child);
    return child.start(start);
  }

  /** The end of what its processes printed: warnings and errors. */
  lastWords(): string {
    return readFileSync(this.logPath, 'utf8').slice(-4_000);
  }

  /** Repeating it is harmless. */
  stop(): Promise<void> {
    return (this.stopping ??= this.shut());
  }

  private async shut(): Promise<void> {
    await Promise.all(this.others.map((child) => child.stop()));
    await Promise.all(this.children.map((child) => child.stop()));
    await this.postgres?.stop();
    closeSync(this.log);
    rmSync(this.home, { recursive: true, force: true });
  }
}
