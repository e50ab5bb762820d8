import type { Config } from '@doyak/kernel/config';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { createApi } from '../../../api/src/create-api.js';
import { openDatabase } from '../../../composition/src/platform.module.js';
import { prepareDatabase } from '../../../composition/src/prepare-database.js';
import { run, type Running } from '../../../composition/src/run.js';
import { administrator, DEMO_PASSWORD, demoPeople, seedDemo } from '../demo-seed.js';
import { leaveNote, removeNote } from '../running-note.js';
import { openServer } from '../servers.js';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('Start everything in one process: PostgreSQL unless DATABASE_URL is set, API and workers')
    .action(() => run('doyak', up));
}

async function up(config: Config, logger: Logger): Promise<Running> {
  const server = await openServer(config, { join: false });
  try {
    if (config.migrate) await prepareDatabase(server.ownerUrl);
    const { connections } = server;
    const database = await openDatabase(config, connections, 'doyak');
    const app = await createApi({ config, connections, database, logger, work: true });
    try {
      // Whoever finds the port open finds the demo's people and rounds as well.
      await app.init();
      if (config.demo && server.embedded) await seedDemo(app);
      await app.listen(config.port, config.host);
    } catch (error) {
      await app.close();
      throw error;
    }
    if (server.embedded)
      leaveNote(config.home, { pid: process.pid, ownerUrl: server.ownerUrl, appUrl: connections.url });
    greet(await app.getUrl(), config, server.embedded);
    return {
      stop: async () => {
        if (server.embedded) removeNote(config.home);
        await app.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function signIns(): string[] {
  const people = [administrator, ...demoPeople].map(
    ({ email, roles }) => `    ${email.padEnd(24)} ${roles.join(', ')}`,
  );
  return [`  Demo sign-ins, password ${DEMO_PASSWORD}:`, ...people, ''];
}

function greet(listening: string, config: Config, embedded: boolean): void {
  const url = config.publicUrl ?? listening.replace('[::1]', 'localhost');
  const lines = [
    'Doyak is ready.',
    '',
    `  API            ${url}/v1`,
    `  Reference      ${url}/docs`,
    `  OpenAPI        ${url}/openapi.json`,
    `  Health         ${url}/health/ready`,
    `  Data           ${embedded ? config.home : 'the server of DATABASE_URL'}`,
    '',
    ...(embedded && config.demo ? signIns() : []),
    'Stop with Ctrl-C.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
