import { readFileSync } from 'node:fs';
import { CaseReplay, CounterfactualReplay } from '@doyak/audit';
import { Database } from '@doyak/kernel/database';
import { checkProgram } from '@doyak/programs';
import { GrantRole, RevokeRole } from '@doyak/identity';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../support/papers.js';
import { CommandBus } from '@nestjs/cqrs';
import { parse } from 'csv-parse/sync';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

interface HistoryEvent {
  type: string;
  occurredAt: string;
  recordedAt: string;
}
interface Line {
  id: string;
  caseId?: string;
  status: string;
  decision?: string | null;
  stages: { stage: string; status: string }[];
}

/** A moment before an instant, and one after it. */
const shift = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

describe('The past over HTTP', () => {
  let doyak: PlatformApp;
  let caseId: string;
  let events: HistoryEvent[];
  const round: { roundId?: string } = {};

  beforeAll(async () => {
    doyak = await startPlatform();
    const own = doyak.as('byeol');
    const rounds = await own.get('/v1/rounds?programId=ai-voucher').expect(200);
    round.roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const started = await own
      .post('/v1/applications', { roundId: round.roundId, track: 'general' })
      .expect(201);
    const { id } = started.body as { id: string };
    await own
      .post(`/v1/applications/${id}/edit`, {
        title: 'A voucher',
        company: { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' },
        answers: { employees: 12, plan: 'Evaluate a small model.' },
      })
      .expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    caseId = ((await own.get(`/v1/applications/${id}`).expect(200)).body as { caseId: string }).caseId;
    const screening = await eventually(async () => {
      const { items } = await list(`screenings?caseId=${caseId}`);
      return items[0]!.id;
    });
    const officer = doyak.as('operator');
    await officer
      .post(`/v1/screenings/${screening}/facts`, {
        facts: { taxArrears: false },
        reason: 'Certificate 2026-1',
      })
      .expect(200);
    await officer
      .post(`/v1/screenings/${screening}/decide`, { decision: 'ELIGIBLE', reasons: [] })
      .expect(200);
    await eventually(async () => {
      const { items } = await list(`cases?roundId=${round.roundId}`);
      expect(items[0]!.stages[0]).toMatchObject({ status: 'closed' });
    });
    await officer.post(`/v1/cases/${caseId}/hold`, { reason: 'A letter is awaited' }).expect(200);
    events = await eventually(async () => {
      const { body } = await doyak.as('auditor').get(`/v1/cases/${caseId}/history`).expect(200);
      const known = (body as { events: HistoryEvent[] }).events;
      expect(known.at(-1)!.type).toBe('cases.case-held');
      return known;
    });
  }, 120_000);
  afterAll(() => doyak.close());

  const list = async (path: string, person = 'operator') =>
    (await doyak.as(person).get(`/v1/${path}`).expect(200)).body as {
      items: Line[];
      nextCursor: string | null;
    };
  const event = (type: string) => events.find((one) => one.type === type)!;
  const at = (instants: Record<string, string>) => new URLSearchParams(instants).toString();

  it('gives the list of cases as of an instant', async () => {
    const opened = event('cases.case-opened');
    const held = event('cases.case-held');
    const filter = `cases?roundId=${round.roundId}`;
    expect((await list(filter)).items).toMatchObject([{ id: caseId, status: 'held' }]);
    expect((await list(`${filter}&${at({ asOf: held.occurredAt })}`)).items).toMatchObject([
      { status: 'held' },
    ]);
    const before = await list(`${filter}&${at({ asOf: shift(held.occurredAt, -1) })}`);
    expect(before.items).toMatchObject([
      {
        id: caseId,
        status: 'open',
        title: 'A voucher',
        stages: expect.arrayContaining([expect.objectContaining({ stage: 'screening', status: 'closed' })]),
      },
    ]);
    expect((await list(`${filter}&${at({ asOf: shift(opened.occurredAt, -1) })}`)).items).toEqual([]);
    // A filter looks at the rows of then.
    expect((await list(`${filter}&status=held&${at({ asOf: shift(held.occurredAt, -1) })}`)).items).toEqual(
      [],
    );
    expect(
      (await list(`${filter}&status=open&${at({ asOf: shift(held.occurredAt, -1) })}`)).items,
    ).toHaveLength(1);
  });

  it('gives a list as it was known at an instant', async () => {
    const held = event('cases.case-held');
    const filter = `cases?roundId=${round.roundId}`;
    expect((await list(`${filter}&${at({ knownAt: held.recordedAt })}`)).items).toMatchObject([
      { status: 'held' },
    ]);
    const before = at({ knownAt: shift(held.recordedAt, -1) });
    expect((await list(`${filter}&${before}`)).items).toMatchObject([{ status: 'open' }]);
    expect((await list(`${filter}&${before}&${at({ asOf: held.occurredAt })}`)).items).toMatchObject([
      { status: 'open' },
    ]);
  });

  it('gives a case, and the other lists, as they were', async () => {
    const decided = event('screening.screening-decided');
    const past = at({ asOf: shift(decided.occurredAt, -1) });
    const { body } = await doyak.as('auditor').get(`/v1/cases/${caseId}?${past}`).expect(200);
    expect(body).toMatchObject({ status: 'open', stages: [{ stage: 'screening', status: 'open' }] });
    expect((await list(`screenings?caseId=${caseId}`)).items).toMatchObject([{ decision: 'ELIGIBLE' }]);
    expect((await list(`screenings?caseId=${caseId}&${past}`)).items).toMatchObject([{ decision: null }]);
    const draft = at({ asOf: shift(event('applications.application-submitted').occurredAt, -1) });
    expect((await list(`applications?roundId=${round.roundId}&${draft}`)).items).toMatchObject([
      { status: 'DRAFT' },
    ]);
    const long = at({ asOf: '2020-01-01T00:00:00Z' });
    for (const path of [
      'selections',
      'objections',
      'reviews',
      'agreements',
      'rounds',
      'programs',
      'organisations',
    ]) {
      expect((await list(`${path}?${long}`)).items).toEqual([]);
    }
    expect((await list(`rounds?${at({ asOf: events[0]!.occurredAt })}`)).items.length).toBeGreaterThan(0);
    for (const path of ['evaluations', 'migrations', 'people', 'api-keys'])
      expect((await list(`${path}?${long}`, 'auditor')).items).toEqual([]);
    const { items } = await list(`people?limit=200&${at({ asOf: events.at(-1)!.occurredAt })}`, 'auditor');
    expect(items.length).toBeGreaterThan(5);
    await doyak.as('auditor').get(`/v1/cases/${caseId}?${long}`).expect(404);
  });

  it('pages through the past with its own cursors', async () => {
    const past = at({ asOf: events.at(-1)!.occurredAt });
    const first = await list(`rounds?limit=1&${past}`);
    expect(first.nextCursor).toEqual(expect.any(String));
    const second = await list(`rounds?limit=1&${past}&cursor=${first.nextCursor}`);
    expect(second.items[0]!.id).not.toBe(first.items[0]!.id);
    const { body } = await doyak
      .as('operator')
      .get(`/v1/rounds?limit=1&cursor=${first.nextCursor}`)
      .expect(400);
    expect(body).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('tells how a case differs between two instants', async () => {
    const decided = event('screening.screening-decided');
    const changes = async (query: Record<string, string>) =>
      (
        await doyak
          .as('auditor')
          .get(`/v1/cases/${caseId}/changes?${at(query)}`)
          .expect(200)
      ).body as {
        events: { type: string }[];
        streams: {
          aggregate: string;
          differences: { pointer: string; before?: unknown; after?: unknown }[];
        }[];
      };
    const to = events.at(-1)!.occurredAt;
    const found = await changes({ from: decided.occurredAt, to });
    expect(found.events.map(({ type }) => type)).toEqual(['cases.case-held']);
    expect(found.streams).toMatchObject([{ aggregate: 'case', differences: expect.any(Array) }]);
    expect(found.streams[0]!.differences).toContainEqual(
      expect.objectContaining({ pointer: '/status', before: 'open', after: 'held' }),
    );
    expect((await changes({ from: to, to })).streams).toEqual([]);
    const all = await changes({ from: '2020-01-01T00:00:00Z', to });
    expect(all.events).toHaveLength(events.length);
    const unknown = await changes({
      from: '2020-01-01T00:00:00Z',
      to,
      knownAt: shift(events[0]!.recordedAt, -1),
    });
    expect(unknown).toMatchObject({ events: [], streams: [] });
    await doyak
      .as('auditor')
      .get(`/v1/cases/${caseId}/changes?${at({ from: to, to: decided.occurredAt })}`)
      .expect(422);
    await doyak
      .as('byeol')
      .get(`/v1/cases/${caseId}/changes?${at({ from: to, to })}`)
      .expect(403);
  });

  it('replays a case event by event, with states, rules and the version they were decided by', async () => {
    const steps = await doyak.app.get(CaseReplay).steps(caseId);
    expect(steps.map(({ event: { stored } }) => stored)).toEqual(events.map(({ type }) => type));
    const rulesRun = steps.filter(({ event: { stored } }) => stored === 'screening.rules-run').at(-1)!;
    expect(rulesRun.applied).toMatchObject({
      ...{ programId: 'ai-voucher', programVersion: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      rules: expect.arrayContaining([{ id: 'no-tax-arrears', rule: expect.stringContaining('taxArrears') }]),
    });
    const held = steps.at(-1)!;
    expect(held.before).toMatchObject({ status: 'open' });
    expect(held.after).toMatchObject({ status: 'held' });
    expect(held.event).toMatchObject({
      commandId: expect.any(String),
      actor: { authority: 'role:operator' },
    });
    // What a step begins with is what the last step of its stream ended with.
    const last = new Map<string, unknown>();
    for (const { event: one, before, after } of steps) {
      if (last.has(one.streamId)) expect(before).toEqual(last.get(one.streamId));
      last.set(one.streamId, after);
    }
    const until = new Date(shift(held.event.occurredAt, -1));
    expect(await doyak.app.get(CaseReplay).steps(caseId, { asOf: until })).toHaveLength(steps.length - 1);
  });

  it('lets auditors search the log, and records each reading', async () => {
    const search = async (query: Record<string, string>) =>
      (
        await doyak
          .as('auditor')
          .get(`/v1/audit/events?${at(query)}`)
          .expect(200)
      ).body as {
        items: { index: number; type: string; caseId?: string; actorId: string; data: unknown }[];
        nextCursor: string | null;
      };
    const { items } = await search({ caseId, limit: '200' });
    expect(items.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    const first = await search({ caseId, limit: '2' });
    const second = await search({ caseId, limit: '2', cursor: first.nextCursor! });
    expect([...first.items, ...second.items]).toEqual(items.slice(0, 4));
    const held = items.at(-1)!;
    expect((await search({ type: 'cases.case-held', actorId: held.actorId })).items).toEqual([held]);
    const before = { caseId, until: event('cases.case-held').occurredAt };
    expect((await search(before)).items.map(({ type }) => type)).not.toContain('cases.case-held');
    expect((await search({ programId: 'ai-voucher', type: 'cases.case-held' })).items).toEqual([held]);

    await search({ caseId, reason: 'Yearly audit' });
    const read = await eventually(async () => {
      const found = await search({ type: 'audit.events-read', limit: '200' });
      const own = found.items.find(({ data }) => (data as { reason?: string }).reason === 'Yearly audit');
      expect(own).toBeDefined();
      return own!;
    });
    expect(read.data).toMatchObject({ as: 'page', filter: { caseId } });
    await doyak.as('operator').get('/v1/audit/events').expect(403);
  });

  it('exports what was found as JSON Lines and as CSV without formulas', async () => {
    const lines = await doyak
      .as('auditor')
      .get(`/v1/audit/events.jsonl?reason=Audit&caseId=${caseId}`)
      .expect(200);
    const parsed = (lines.text ?? (lines.body as Buffer).toString())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(parsed).toHaveLength(events.length);
    const csv = await doyak
      .as('auditor')
      .get(`/v1/audit/events.csv?reason=Audit&caseId=${caseId}`)
      .expect(200);
    expect(csv.headers['content-type']).toContain('text/csv');
    const rows = parse(csv.text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    const rest = await doyak
      .as('auditor')
      .get(`/v1/audit/events.csv?reason=Audit&caseId=${caseId}&after=${rows.at(-2)!['index']!}`)
      .expect(200);
    expect(parse(rest.text, { columns: true })).toEqual([rows.at(-1)]);
  });

  it('keeps an auditor to the programs and the time of the grant', async () => {
    const bus = doyak.app.get(CommandBus);
    const store = doyak.app.get(EventStore);
    const { actorId } = (
      (await doyak.as('auditor').get('/v1/audit/events?type=audit.events-read').expect(200)).body as {
        items: { actorId: string }[];
      }
    ).items[0]!;
    const by = () => ({
      actor: { kind: 'system' as const, id: 'test', authority: 'test' },
      ...{ now: new Date(), commandId: newId() },
    });
    const grant = async (limits: object | undefined) => {
      await bus.execute(new RevokeRole(actorId, 'auditor', 'anew', by()));
      await bus.execute(new GrantRole(actorId, 'auditor', 'audit of one program', by(), limits as never));
    };
    const found = async () =>
      (
        (await doyak.as('auditor').get(`/v1/audit/events?caseId=${caseId}`).expect(200)).body as {
          items: object[];
        }
      ).items;
    try {
      await grant({ programs: ['ai-voucher'] });
      expect((await found()).length).toBe(events.length);
      // What does not keep to programs is closed altogether.
      await doyak.as('auditor').get('/v1/cases').expect(403);
      await grant({ programs: ['another-program'] });
      expect(await found()).toEqual([]);
      const instants = at({ from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' });
      await doyak.as('auditor').get(`/v1/cases/${caseId}/changes?${instants}`).expect(404);
      await grant({ programs: ['ai-voucher'], until: '2020-01-01T00:00:00.000Z' });
      await doyak.as('auditor').get('/v1/audit/events').expect(403);
      await expect(
        bus.execute(new GrantRole(actorId, 'operator', 'more', by(), { programs: ['ai-voucher'] })),
      ).rejects.toMatchObject({ code: 'LIMITS_ONLY_FOR_AUDITORS' });
    } finally {
      await grant(undefined);
    }
    const granted = (await store.readStream(`person-${actorId}`)).filter(
      ({ type }) => type === 'RoleGranted',
    );
    expect(granted.map(({ data }) => (data as { limits?: object }).limits)).toContainEqual({
      programs: ['ai-voucher'],
    });
  });

  it('runs what was recorded again under another definition, and writes nothing', async () => {
    const text = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8');
    const under = (changed: string) =>
      doyak.app.get(CounterfactualReplay).run(checkProgram(changed).definition!);
    const database = doyak.app.get(Database);
    /** Everything that is stored but the places that followers and sessions note by themselves. */
    const stored = async () => {
      const { rows } = await database.pool.query<{ table: string }>(
        `select schemaname || '.' || relname as table from pg_stat_user_tables
         where schemaname in ('doyak', 'identity') and relname not in ('followers', 'log_head') order by 1`,
      );
      const counts = rows.map(
        ({ table }) => `select '${table}' as name, count(*), max(xmin::text::bigint) from ${table}`,
      );
      return (await database.pool.query<object>(counts.join(' union all ') + ' order by 1')).rows;
    };
    const before = await stored();
    expect(await under(text)).toMatchObject({ different: [] });
    const small = await under(text.replace('rule: employees < 300', 'rule: employees < 10'));
    expect(small.different).toMatchObject([
      { kind: 'screening', caseId, recorded: 'ELIGIBLE', would: 'INELIGIBLE', because: 'small fails' },
    ]);
    expect(await stored()).toEqual(before);
  });
});
