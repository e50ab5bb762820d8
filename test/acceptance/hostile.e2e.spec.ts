import { Followers } from '@doyak/kernel/event-store';
import { OpenApi, permissionCatalogue, type Role } from '@doyak/kernel/http';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Document,
  faultOf,
  HOSTILE,
  type Json,
  mutantsOf,
  type Operation,
  operationsOf,
  sampleOf,
  spread,
} from '../support/hostile.js';
import { sendMissingDocuments } from '../support/papers.js';
import { DEMO_BY_ROLE, newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

/** Wrong bodies, queries and paths sent to each route: bounded, so that the whole takes seconds; each route gets others. */
const BODIES = 20;
const QUERIES = 3;
const SEGMENTS = 3;
/** Routes that end what others work on come last. */
const ENDS = /\/(close|cancel|withdraw|deactivate|revoke|revoke-role|decide|remove|submit|publish|retire)$/;

describe('Hostile input', () => {
  let doyak: PlatformApp;
  let document: Document;
  let operations: Operation[];
  /** What is there, by the first segment of a route below /v1 and by the name of a member. */
  let ids: Record<string, string>;
  let known: Record<string, Json>;
  const seen = new Map<number, number>();
  const wrong: string[] = [];

  const idOf = (answer: { body: unknown }) => (answer.body as { id: string }).id;
  beforeAll(async () => {
    doyak = await startPlatform();
    document = JSON.parse(doyak.app.get(OpenApi, { strict: false }).text()) as Document;
    operations = operationsOf(document)
      .filter(({ template }) => template !== '/v1/events' && !template.endsWith('/sessions/current'))
      .sort((one, other) => Number(ENDS.test(one.template)) - Number(ENDS.test(other.template)));
    await prepare();
  }, 120_000);
  afterAll(() => doyak.close());

  /** One of each thing that is common to all programs, so that input reaches what is behind the first lookup. */
  async function prepare(): Promise<void> {
    const [admin, byeol, operator] = [doyak.as('admin'), doyak.as('byeol'), doyak.as('operator')];
    const rounds = await byeol.get('/v1/rounds?programId=ai-voucher').expect(200);
    const roundId = (rounds.body as { items: { id: string }[] }).items[0]!.id;
    const organisation = { kind: 'foundry', name: 'Sample Foundry', businessNumber: null };
    const organisationId = idOf(await admin.post('/v1/organisations', organisation).expect(201));
    const person = { organisationId, name: 'Sample Person', email: 'hostile@people.test' };
    const personId = idOf(await admin.post('/v1/people', person).expect(201));
    const draft = async () =>
      idOf(await byeol.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const submitted = await draft();
    const company = { name: 'Sample Byeol Fabless', businessNumber: '220-81-62517' };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    await byeol
      .post(`/v1/applications/${submitted}/edit`, { title: 'A voucher', company, answers })
      .expect(200);
    await sendMissingDocuments(byeol, submitted);
    await byeol.post(`/v1/applications/${submitted}/submit`).expect(200);
    const { caseId } = (await byeol.get(`/v1/applications/${submitted}`).expect(200)).body as {
      caseId: string;
    };
    const screening = await eventually(async () => {
      const { body } = await operator.get(`/v1/screenings?caseId=${caseId}`).expect(200);
      return (body as { items: { id: string }[] }).items[0] ?? false;
    });
    ids = { programs: 'ai-voucher', rounds: roundId, organisations: organisationId, people: personId };
    Object.assign(ids, { applications: await draft(), cases: caseId, screenings: screening.id });
    known = { programId: 'ai-voucher', roundId, track: 'general', organisationId, personId, caseId };
    Object.assign(known, {
      company,
      answers,
      slot: 'business-registration',
      opensAt: '2020-01-01T00:00:00Z',
    });
  }

  const personOf = ({ permission }: Operation) => {
    if (permission === 'public' || permission === 'authenticated') return 'founder';
    const [role] = permissionCatalogue().get(permission)?.roles ?? [];
    return DEMO_BY_ROLE[role as Role];
  };
  const parts: Record<string, string> = { stage: 'screening', rule: 'small', part: '1', version: '1' };
  const pathOf = ({ template }: Operation) =>
    template.replace(/\{([^}]+)\}/g, (_, name: string) =>
      name === 'id' ? (ids[template.split('/')[2]!] ?? newId()) : (parts[name] ?? newId()),
    );

  async function send(
    operation: Operation,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const answer = await fetch(doyak.url + path, {
      method: operation.method,
      headers: {
        Authorization: `Bearer ${doyak.token(personOf(operation))}`,
        'Content-Type': 'application/json',
        ...headers,
      },
      body,
    });
    const text = await answer.text();
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    const fault = faultOf(answer.status, answer.headers.get('content-type'), text);
    if (fault)
      wrong.push(
        `${operation.method} ${path} ${String(body).slice(0, 300)} ${JSON.stringify(headers)}: ${fault}`,
      );
  }
  const settle = () => {
    const found = wrong.splice(0);
    expect(found.slice(0, 20)).toEqual([]);
  };
  const usual = ({ method }: Operation) => (method === 'POST' ? '{}' : undefined);

  it('in paths and queries is answered by a problem document', async () => {
    const segments = ['x', '%00', '..%2f..', "' or 1=1 --", 'a'.repeat(300), '%F0%9F', '-1', '1e9'];
    const values = HOSTILE.filter((value) => typeof value === 'string').map((value) => value.slice(0, 500));
    for (const [turn, operation] of operations.entries()) {
      const { template, query } = operation;
      if (template.includes('{'))
        for (const segment of spread(segments, SEGMENTS, turn))
          await send(
            operation,
            template.replace(/\{[^}]+\}/g, encodeURI(segment).replace(/%25/g, '%')),
            usual(operation),
          );
      const path = pathOf(operation);
      await send(operation, `${path}?limit=-1&cursor=%ff&asOf=x&unheard[]=1`, usual(operation));
      for (const { name } of query) {
        for (const value of spread(values, QUERIES, turn))
          await send(operation, `${path}?${name}=${encodeURIComponent(value)}`);
        await send(operation, `${path}?${name}=a&${name}=b&${name}[c]=d`);
      }
    }
    settle();
  }, 120_000);

  it('that is no acceptable JSON is answered by a problem document', async () => {
    const bodies: (string | Uint8Array<ArrayBuffer>)[] = [
      ...['', 'null', '[]', '"x"', '12', '{', '{"a":1,"a":2}', '{"__proto__":{"x":1}}', '{"a":"\\ud800"}'],
      ...['{"a":"\\u0000"}', '{"a":1e999}', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    ];
    const posts = operations.filter(({ method }) => method === 'POST');
    for (const [turn, operation] of posts.entries())
      for (const body of spread(bodies, 5, turn)) await send(operation, pathOf(operation), body);
    const large = `{"text":"${'x'.repeat(2_100_000)}"}`;
    for (const operation of spread(posts, 5)) await send(operation, pathOf(operation), large);
    settle();
  }, 120_000);

  it('in headers is answered by a problem document', async () => {
    const headers: [string, string[]][] = [
      ['If-Match', ['', '"', '"-1"', '"99999999999999999999"', 'W/"1"', '*', `"${'1'.repeat(4_000)}"`]],
      ['Idempotency-Key', ['', 'with space', '\u00e9', 'k'.repeat(256), "'; drop table doyak.events"]],
      ['Prefer', ['wait=', 'wait=-1', 'wait=1e9', 'wait=0', 'a'.repeat(4_000)]],
      ['X-Correlation-Id', ['x', '{}', 'a'.repeat(4_000)]],
      ['Content-Type', ['', 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data']],
      ['Content-Encoding', ['gzip', 'br', 'none,none', 'x']],
      ['Accept', ['', 'image/png', '*/*;q=x']],
      ['Authorization', ['', 'Bearer', 'Bearer x.y.z', 'Basic eDp5', `Bearer ${'a'.repeat(8_000)}`]],
    ];
    const [post, get] = ['/v1/applications/{id}/edit', '/v1/applications/{id}'].map((path) =>
      operations.find(({ template }) => template === path)!,
    );
    for (const [name, values] of headers)
      for (const value of values) {
        await send(post!, pathOf(post!), '{"title":"x"}', { [name]: value });
        await send(get!, pathOf(get!), undefined, { [name]: value });
      }
    settle();
  }, 120_000);

  it('in bodies that are right but for one place is answered by a problem document or taken', async () => {
    for (const [turn, operation] of operations.entries()) {
      if (!operation.body) continue;
      const sample = sampleOf(operation.body, document, known);
      const path = pathOf(operation);
      await send(operation, path, JSON.stringify(sample));
      for (const mutant of spread([...mutantsOf(sample)], BODIES, turn))
        await send(operation, path, JSON.stringify(mutant));
    }
    settle();
    // Deep enough: things were done, looked up, in the wrong state, and refused by rules.
    expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 409, 422]));
  }, 180_000);

  it('that was taken is taken in by everything that follows the log', async () => {
    const followers = doyak.app.get(Followers, { strict: false });
    await eventually(
      async () => {
        const behind = (await followers.status()).filter(({ lag }) => lag > 0);
        expect(behind).toEqual([]);
      },
      { timeoutMs: 20_000, intervalMs: 100 },
    );
    expect(await followers.setAside()).toEqual([]);
    expect((await fetch(`${doyak.url}/health/ready`)).status).toBe(200);
  }, 30_000);
});
