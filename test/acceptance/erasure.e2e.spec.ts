import { CommandBus } from '@nestjs/cqrs';
import { RegisterPerson } from '@doyak/identity';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../support/papers.js';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

const who = { name: 'Erasmus Fictional', email: 'erasmus.fictional@nowhere.example', phone: '010-5555-0199' };

describe('Erasing a person', () => {
  let doyak: PlatformApp;
  let personId: string;
  beforeAll(async () => {
    doyak = await startPlatform();
    personId = newId();
    const by = {
      actor: { kind: 'system' as const, id: 'test', authority: 'test' },
      ...{ now: new Date(), commandId: personId },
    };
    await doyak.app.get(CommandBus).execute(new RegisterPerson(null, who, by));
    await doyak.as('admin').post(`/v1/people/${personId}/invite`, {}).expect(200);
    await doyak
      .as('admin')
      .post(`/v1/people/${personId}/contact-data`, { phone: '010-5555-0188' })
      .expect(200);
  }, 120_000);
  afterAll(() => doyak.close());

  const reason = { reason: 'Asked to be forgotten' };

  /** Every table of the database as text: events, queues, answers to repeated requests, read models. */
  async function dump(): Promise<string> {
    const { pool } = doyak.app.get(Database);
    const { rows } = await pool.query<{ table: string }>(
      `select format('%I.%I', schemaname, tablename) as table from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') and has_table_privilege(format('%I.%I', schemaname, tablename), 'select')`,
    );
    expect(rows.length).toBeGreaterThan(40);
    const texts: string[] = [];
    for (const { table } of rows) {
      const { rows: lines } = await pool.query<{ text: string | null }>(
        `select string_agg(t::text, E'\\n') as text from ${table} t`,
      );
      texts.push(`${table}\n${lines[0]!.text ?? ''}`);
    }
    return texts.join('\n');
  }
  const plain = [who.name, who.email, who.phone, '010-5555-0188', 'erasmus', 'Erasmus'];
  const found = (text: string) => plain.filter((word) => text.includes(word));

  it('leaves no word of who it was anywhere in the database, and the proofs as they are', async () => {
    // Known, and yet in no table as it is: sealed with the key of the person.
    const known = await doyak.as('admin').get(`/v1/people/${personId}?reason=A%20test`).expect(200);
    expect(known.body).toMatchObject({ name: who.name, email: who.email });
    expect(found(await dump())).toEqual([]);
    const store = doyak.app.get(EventStore);
    const database = doyak.app.get(Database);
    const leaves = async (size: number) =>
      (
        await database.pool.query<{ leaf: string }>(
          `select encode(leaf_hash, 'hex') as leaf from doyak.log where index < $1 order by index`,
          [size],
        )
      ).rows;
    const size = await store.logSize();
    const before = await leaves(size);

    await doyak.as('operator').post(`/v1/people/${personId}/erase`, reason).expect(403);
    const erased = await doyak.as('admin').post(`/v1/people/${personId}/erase`, reason).expect(200);
    expect(erased.body).toMatchObject({ events: [{ type: 'identity.person-erased' }] });
    await eventually(async () => expect(found(await dump())).toEqual([]));

    expect(await leaves(size)).toEqual(before);
    const { body } = await doyak.as('admin').get(`/v1/people/${personId}`).expect(200);
    expect(body).toMatchObject({ name: null, email: null, phone: null, active: false, erased: true });
    const again = await doyak.as('admin').post(`/v1/people/${personId}/erase`, reason).expect(200);
    expect((again.body as { events: object[] }).events).toEqual([]);
  });

  it('is refused with the reason while evidence has to be kept', async () => {
    const own = doyak.as('byeol');
    const rounds = await own.get('/v1/rounds?programId=ai-voucher').expect(200);
    const roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const application = await own.post('/v1/applications', { roundId, track: 'general' }).expect(201);
    const { id } = application.body as { id: string };
    await own
      .post(`/v1/applications/${id}/edit`, {
        title: 'A voucher',
        company: { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' },
        answers: { employees: 12, plan: 'Evaluate a small model.' },
      })
      .expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const me = (await own.get('/v1/me').expect(200)).body as { id: string };
    const { caseId } = (await own.get(`/v1/applications/${id}`).expect(200)).body as { caseId: string };
    await eventually(() => doyak.as('operator').get(`/v1/cases/${caseId}`).expect(200));
    const refused = await doyak.as('admin').post(`/v1/people/${me.id}/erase`, reason).expect(422);
    expect(refused.body).toMatchObject({
      code: 'DATA_MUST_BE_KEPT',
      detail: expect.stringMatching(/case \d{4}-VOU-\d{6}/),
    });
  });
});
