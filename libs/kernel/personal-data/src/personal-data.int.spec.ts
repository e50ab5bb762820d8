import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sealer } from '@doyak/kernel/crypto';
import { defineEvents, event, personal } from '@doyak/kernel/decider';
import { CommandReused, EventStore } from '@doyak/kernel/event-store';
import { openTestStore, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DataKeys, destroyDataKeys } from './data-keys.js';
import { ERASED, migrations, PersonalData, SearchHashes } from './index.js';
import { FileKeyEncryptionKeys } from './key-encryption-keys.js';

const noted = event('Noted', {
  stored: 'test.noted',
  version: 1,
  schema: z.object({
    text: personal(z.string()),
    more: z.array(z.object({ remark: personal(z.string()).optional(), code: z.string() })),
  }),
});
const judged = event('Judged', {
  stored: 'test.judged',
  version: 1,
  person: 'personId',
  schema: z.object({ personId: z.uuid(), reason: personal(z.string()) }),
});

describe('Personal data', () => {
  let home: string;
  let test: TestStore;
  let keks: FileKeyEncryptionKeys;
  let keys: DataKeys;
  let personal: PersonalData;
  let store: EventStore;
  const master = new Sealer(Buffer.alloc(32, 7));
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'doyak-personal-'));
    test = await openTestStore({ events: defineEvents(noted, judged), migrations });
    keks = new FileKeyEncryptionKeys({ home }, master);
    keys = new DataKeys(test.database, keks);
    personal = new PersonalData(test.database, keys, master);
    store = new EventStore(test.database, test.registry, test.signals, personal);
  });
  afterAll(async () => {
    await test.drop();
    rmSync(home, { recursive: true });
  });

  const append = (streamId: string, data: object, caseId?: string, type = 'Noted') =>
    store.append({
      ...{ streamId, caseId, events: [{ type, data }], commandId: randomUUID(), now: new Date() },
      actor: { kind: 'person', id: randomUUID(), authority: 'test' },
    });
  const dataOf = async (streamId: string) => (await store.readStream(streamId)).map(({ data }) => data);
  const kekFiles = () => readdirSync(join(home, 'personal-data')).filter((name) => name.endsWith('.kek'));
  const erase = (personId: string) =>
    test.database.transaction((tx) => destroyDataKeys(tx, personId, new Date()));

  it('is sealed in events wherever a schema says so, for the person of the case or whom the event names', async () => {
    const [personId, caseId, other] = [randomUUID(), randomUUID(), randomUUID()];
    await personal.linkCase(caseId, personId);
    const data = { text: 'Kim called', more: [{ remark: 'Lee, too', code: 'LEE' }, { code: 'NONE' }] };
    await append('note-1', data, caseId);
    await append('note-1', data);
    await append('note-2', { personId: other, reason: 'Park left' }, undefined, 'Judged');
    const all = [...(await dataOf('note-1')), ...(await dataOf('note-2'))];
    expect(JSON.stringify(all)).not.toMatch(/Kim|Lee|Park/);
    expect(await personal.open(all)).toEqual([data, data, { personId: other, reason: 'Park left' }]);

    await erase(personId);
    expect(await personal.open(all)).toEqual([
      ...Array.from({ length: 2 }, () => ({
        text: ERASED,
        more: [{ remark: ERASED, code: 'LEE' }, { code: 'NONE' }],
      })),
      { personId: other, reason: 'Park left' },
    ]);
    // Nothing more is kept of who was erased.
    await append('note-1', data);
    expect((await dataOf('note-1')).at(-1)).toEqual({
      text: ERASED,
      more: [{ remark: ERASED, code: 'LEE' }, { code: 'NONE' }],
    });
  });

  it('leaves reason codes, what is sealed already, and what concerns no one person', async () => {
    const caseId = randomUUID();
    await personal.linkCase(caseId, randomUUID());
    await append('code-1', { text: 'TAX_ARREARS', more: [] }, caseId);
    expect(await dataOf('code-1')).toEqual([{ text: 'TAX_ARREARS', more: [] }]);
    const [sealed] = await personal.seal(randomUUID(), 'text', ['One']);
    await append('code-2', { text: sealed, more: [] }, caseId);
    expect(await dataOf('code-2')).toEqual([{ text: sealed, more: [] }]);
    await append('free-1', { text: 'Of a program', more: [] });
    expect(await dataOf('free-1')).toEqual([{ text: 'Of a program', more: [] }]);
  });

  it('is masked where it is a field, and shown where it is text', async () => {
    const personId = randomUUID();
    const fields = ['홍길동', 'kim@nowhere.example', '010-5555-0199', 7, { birth: 1990 }];
    const sealed = await personal.seal(personId, 'field', fields);
    const [text] = await personal.seal(personId, 'text', ['A text']);
    expect(await personal.show([...sealed, text])).toEqual([
      ...['홍*동', 'k***@nowhere.example', '***-****-0199', '***', '***', 'A text'],
    ]);
    expect(await personal.open(sealed)).toEqual(fields);
  });

  it('is wrapped anew when the key-encryption key is rotated: events stay, and the old key is not needed any more', async () => {
    const people = Array.from({ length: 5 }, () => randomUUID());
    const sealed = await Promise.all(people.map(async (id) => (await personal.seal(id, 'text', [id]))[0]));
    const [before] = kekFiles();
    await erase(people[0]!);
    const rows = async () =>
      (await test.database.pool.query<object>('select * from privacy.data_keys order by key_id')).rows;
    const old = await rows();
    // Made by others in the same moment, they are wrapped with one key or the other, and none is lost.
    const late = Array.from({ length: 8 }, () => randomUUID());
    const [rotated, ...others] = await Promise.all([
      keys.rotate(),
      ...late.map((id) => personal.seal(id, 'text', [id])),
    ]);
    expect(rotated.rewrapped).toBeGreaterThanOrEqual(4);
    expect(rotated.from).toEqual([before!.slice(0, 36)]);
    expect(kekFiles()).toEqual([`${rotated.to}.kek`]);
    expect(await rows()).not.toEqual(old);
    // Another process, which knows only what lies in the folder now.
    const fresh = new PersonalData(
      test.database,
      new DataKeys(test.database, new FileKeyEncryptionKeys({ home }, master)),
      master,
    );
    expect(await fresh.open(sealed)).toEqual([ERASED, ...people.slice(1)]);
    expect(await fresh.open(others.flat())).toEqual(late);
    // An old backup has keys that nobody can unwrap.
    const stolen = old.find((row) => (row as { subject: string }).subject === people[1]) as {
      kek_id: string;
      subject: string;
      wrapped: Buffer;
    };
    await expect(
      new FileKeyEncryptionKeys({ home }, master).unwrap(stolen.kek_id, stolen.subject, stolen.wrapped),
    ).rejects.toThrow('is not in');
  });

  it('keeps of a request only what cannot be guessed without the key, and knows the request again by it', async () => {
    const body = createHash('sha256').update('POST /v1/people {"name":"Kim Fictional"}').digest('hex');
    const given = (commandId: string, fingerprint: string) => ({
      ...{
        streamId: `request-${commandId}`,
        events: [{ type: 'Noted', data: { text: 'A_CODE', more: [] } }],
      },
      ...{ commandId, fingerprint, now: new Date() },
      actor: { kind: 'person' as const, id: randomUUID(), authority: 'test' },
    });
    const [one, other] = [randomUUID(), randomUUID()];
    for (const id of [one, other])
      expect(await store.append(given(id, body))).toMatchObject({ repeated: false });
    expect(await store.append(given(one, body))).toMatchObject({ repeated: true, version: 1 });
    await expect(store.append(given(one, 'another request'))).rejects.toThrow(CommandReused);
    const kept = await test.database.pool.query<{ fingerprint: string }>(
      'select fingerprint from doyak.commands where command_id = any($1)',
      [[one, other]],
    );
    const values = kept.rows.map(({ fingerprint }) => fingerprint);
    // Neither the hash itself, nor the same for two commands, so that equal requests cannot be told.
    expect(new Set([...values, body]).size).toBe(3);
    expect(
      new PersonalData(test.database, keys, new Sealer(Buffer.alloc(32, 8))).sealFingerprint(body, one),
    ).not.toBe(personal.sealFingerprint(body, one));
  });

  it('does not open for somebody else when a wrapped key is moved in the database', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const sealed = await personal.seal(one, 'text', ['One']);
    await personal.seal(other, 'text', ['Other']);
    await test.database.pool.query(
      `update privacy.data_keys k set wrapped = (select wrapped from privacy.data_keys where subject = $2) where subject = $1`,
      [one, other],
    );
    await expect(personal.open(sealed)).rejects.toThrow('cannot be opened');
  });

  it('is found by a keyed hash, until the person is erased', async () => {
    const hashes = new SearchHashes(master, test.database);
    const [place, personId] = [randomUUID(), randomUUID()];
    await hashes.keep(place, personId, { name: 'Kim  Fictional', mail: 'KIM@nowhere.example' });
    expect(await hashes.find('mail', 'ｋim@nowhere.example ')).toEqual([place]);
    expect(await hashes.find('name', 'kim fictional')).toEqual([place]);
    expect(await hashes.find('mail', 'kim fictional')).toEqual([]);
    expect(
      await new SearchHashes(new Sealer(Buffer.alloc(32, 8)), test.database).find('name', 'kim fictional'),
    ).toEqual([]);
    await erase(personId);
    expect(await hashes.find('name', 'kim fictional')).toEqual([]);
    await hashes.keep(place, personId, { name: 'Kim Fictional' });
    expect(await hashes.find('name', 'kim fictional')).toEqual([]);
  });
});
