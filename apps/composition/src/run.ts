import { type Config, ConfigError, loadConfig } from '@doyak/kernel/config';
import { createLogger } from '@doyak/kernel/http';
import { startTracing } from '@doyak/kernel/tracing';
import type { Logger } from 'pino';
import type { Connections } from './platform.module.js';
import { version } from './version.js';

/** A part of Doyak that runs until it is told to stop. */
export interface Running {
  stop(): Promise<void>;
}

/** Ms after the first signal in which a part may finish its work. */
const STOP_BOUND = 30_000;

/**
 * Runs one part: reads the settings, starts it, and stops it once on SIGINT or SIGTERM. A fault of the settings, of the machine or of the database is
 * one sentence on standard error and exit code 1, without a stack.
 */
export async function run(
  service: string,
  start: (config: Config, logger: Logger) => Promise<Running>,
): Promise<void> {
  const stopping = new Promise<void>((resolve) => {
    // `on`, not `once`: npm passes Ctrl-C on a second time, and that one must not end the process half-way.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  try {
    const config = loadConfig();
    const logger = createLogger(config.logLevel);
    const tracing = startTracing({ service, version, otlpEndpoint: config.otlpEndpoint });
    const running = await start(config, logger);
    await stopping;
    setTimeout(() => {
      console.error(`Doyak did not stop within ${STOP_BOUND / 1_000} s and is ended.`);
      process.exit(1);
    }, STOP_BOUND).unref();
    await running.stop();
    await tracing.stop();
    process.exit(0);
  } catch (error) {
    console.error(explainFault(error));
    process.exit(1);
  }
}

/** Where a part that needs a server of its own connects; without one, a sentence that says what to set. */
export function connectionsOf(config: Config): Connections {
  if (config.databaseAppUrl) return { url: config.databaseAppUrl, dropRole: false };
  if (config.databaseUrl) return { url: config.databaseUrl, dropRole: true };
  throw new ConfigError(
    'DATABASE_URL is not set. Parts that run as separate processes share a PostgreSQL server: set DATABASE_URL, or use `npm start`, which brings its own.',
  );
}

/** Faults that are not the program's are told in a sentence; the others with their stack. */
export function explainFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') {
    const { port } = error as { port?: number };
    return `Port ${port ?? ''} is in use by another program. Stop it, or choose another port: PORT=<port> npm start.`;
  }
  if (code === 'EACCES' && (error as { syscall?: string }).syscall === 'listen') {
    return `This user may not listen on port ${(error as { port?: number }).port ?? ''}. Choose one above 1023: PORT=<port>.`;
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') {
    return `PostgreSQL cannot be reached (${error.message}). Check DATABASE_URL and that the server runs.`;
  }
  if (code === '28P01' || code === '28000')
    return `PostgreSQL refuses the sign-in: ${error.message}. Check DATABASE_URL.`;
  if (['ConfigError', 'DatabaseTooNew', 'EmbeddedError'].includes(error.name)) return error.message;
  return error.stack ?? error.message;
}
