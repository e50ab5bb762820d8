import type { Config } from '@doyak/kernel/config';
import { startEmbeddedPostgres } from '@doyak/kernel/embedded';
import type { Connections } from '../../composition/src/platform.module.js';
import { findNote } from './running-note.js';

/** The PostgreSQL that a command uses. */
export interface Server {
  readonly ownerUrl: string;
  readonly connections: Connections;
  /** Whether it is Doyak's own. */
  readonly embedded: boolean;
  /** Stops it if this command started it. */
  stop(): Promise<void>;
}

/**
 * The one that DATABASE_URL names, or the embedded one of the home: the one already running where `join` says that others may be there,
 * or started for as long as needed.
 */
export async function openServer(config: Config, { join }: { join: boolean }): Promise<Server> {
  if (config.databaseUrl) {
    const connections = config.databaseAppUrl
      ? { url: config.databaseAppUrl, dropRole: false }
      : { url: config.databaseUrl, dropRole: true };
    return { ownerUrl: config.databaseUrl, connections, embedded: false, stop: () => Promise.resolve() };
  }
  const note = join ? findNote(config.home) : undefined;
  if (note) {
    const connections = { url: note.appUrl, dropRole: false };
    return { ownerUrl: note.ownerUrl, connections, embedded: true, stop: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ home: config.home });
  return {
    ownerUrl: server.ownerUrl,
    connections: { url: server.appUrl, dropRole: false },
    embedded: true,
    stop: () => server.stop(),
  };
}
