import { QueueOperations } from '@doyak/kernel/queues';
import { eventually } from '@doyak/kernel/testing';
import { Database } from '@doyak/kernel/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';

describe('Maintenance', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform({ demo: false });
  }, 120_000);
  afterAll(() => doyak.close());

  it('tidies up once a day by itself', async () => {
    const { pool } = doyak.app.get(Database, { strict: false });
    await eventually(
      async () => {
        const { rows } = await pool.query(
          `select message_id from doyak.inbox where consumer = 'maintenance.tidy'`,
        );
        expect(rows).toHaveLength(1);
      },
      { timeoutMs: 20_000 },
    );
    const counts = await doyak.app.get(QueueOperations, { strict: false }).counts();
    expect(counts.map(({ queue }) => queue)).toContain('maintenance');
  });
});
