import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@doyak/kernel/config';
import { createLogger } from '@doyak/kernel/http';
import { createTestDatabase } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { contextModules } from '../../composition/src/contexts.js';
import { openDatabase } from '../../composition/src/platform.module.js';
import { prepareDatabase } from '../../composition/src/prepare-database.js';
import { createWorker } from './create-worker.js';

describe('The worker', () => {
  it('starts with every context, without what only the API has, and stops', async () => {
    const testDatabase = await createTestDatabase({ migrate: prepareDatabase });
    const home = mkdtempSync(join(tmpdir(), 'doyak-worker-'));
    try {
      const config = loadConfig({ DOYAK_HOME: home, DATABASE_URL: testDatabase.ownerUrl });
      const connections = { url: testDatabase.appUrl, dropRole: false };
      const database = await openDatabase(config, connections, 'doyak-test');
      const worker = await createWorker({ config, connections, database, logger: createLogger('silent') });
      for (const context of contextModules) expect(worker.get(context)).toBeInstanceOf(context);
      await worker.close();
    } finally {
      await testDatabase.drop();
      rmSync(home, { recursive: true, force: true });
    }
  }, 60_000);
});
