import { loadConfig } from '@doyak/kernel/config';
import type { Command } from 'commander';
import { prepareDatabase } from '../../../composition/src/prepare-database.js';
import { print } from '../output.js';
import { openServer } from '../servers.js';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database up to this version, with the rights of its owner')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const server = await openServer(loadConfig(), { join: true });
      try {
        const ran = await prepareDatabase(server.ownerUrl);
        print(json, { migrations: ran }, () =>
          ran.length > 0 ? `Ran:\n  ${ran.join('\n  ')}` : 'Nothing to do.',
        );
      } finally {
        await server.stop();
      }
    });
}
