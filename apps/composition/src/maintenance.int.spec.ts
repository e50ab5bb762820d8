import { QueueOperations } from '@doyak/kernel/queues';
import { eventually } from '@doyak/kernel/testing';
import { Database } from '@doyak/kernel/database';
import { ExpireAccesses } from '@doyak/identity';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';

describe('Maintenance', () => {
  let doyak: PlatformApp;
  let owner: pg.Client;
  beforeAll(async () => {
    doyak = await startPlatform({ demo: false });
    owner = new pg.Client(doyak.ownerUrl);
    await owner.connect();
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await doyak.close();
  });

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

  it('gives up accesses to personal data after two years, on record, and none before, whoever asks', async () => {
    const years = async () =>
      (
        await owner.query<{ what: string }>(
          'select what from identity.personal_data_accesses order by accessed_at',
        )
      ).rows.map(({ what }) => what);
    for (const [what, age] of [
      ['oldest', '3 years'],
      ['old', '2 years 1 day'],
      ['young', '1 year 364 days'],
    ])
      await owner.query(
        `insert into identity.personal_data_accesses (accessed_at, actor_kind, actor_id, address, person_id, action, what)
         values (now() - $2::interval, 'system', 'test', 'test', gen_random_uuid(), 'read', $1)`,
        [what, age],
      );
    const commands = doyak.app.get(CommandBus, { strict: false });
    const actor = { kind: 'system', id: 'test', authority: 'test' } as const;
    const expire = () => commands.execute(new ExpireAccesses({ actor, now: new Date(), commandId: newId() }));
    const { events } = await expire();
    expect(events).toMatchObject([{ type: 'identity.accesses-expired' }]);
    await eventually(async () => expect(await years()).toEqual(['young']));
    const { rows } = await owner.query<{ data: string }>(
      `select data from doyak.events where type = 'identity.accesses-expired'`,
    );
    expect(rows.map(({ data }) => (JSON.parse(data) as { count: number }).count)).toEqual([2]);
    expect((await expire()).events).toEqual([]);
    for (const sql of [
      'delete from identity.personal_data_accesses',
      `update identity.personal_data_accesses set accessed_at = now() - interval '3 years'`,
    ])
      await expect(owner.query(sql)).rejects.toThrow('kept for two years');
    expect(await years()).toEqual(['young']);
  });
});
