import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startThingApp, type ThingApp } from '../test-support/thing-app.js';

const thing = '018f0000-0000-7000-8000-000000000001';
const operator = 'Bearer operator';

let running: ThingApp;
const http = () => request(running.app.getHttpServer() as never);
const post = (path: string) => http().post(path).set('Authorization', operator);
const get = (path: string) => http().get(path).set('Authorization', operator);

beforeAll(async () => {
  running = await startThingApp();
});

afterAll(() => running.app.close());

describe('commands', () => {
  it('answer with id, version, events, ETag and Location', async () => {
    const answer = await post('/v1/things').send({ name: 'Kit' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ version: 1, events: [{ type: 'things.thing-changed', version: 1 }] });
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/v1/things/${answer.body.id as string}` });
    expect((await get(answer.headers.location as string)).body).toEqual({ id: answer.body.id, asOf: null });
  });

  it('repeat nothing under the same Idempotency-Key, whatever the spacing and order of members', async () => {
    const key = 'create-once';
    const first = await post('/v1/things')
      .set('Idempotency-Key', key)
      .send('{"name":"Once","size":1}')
      .type('json');
    const before = running.store.handled;
    const again = await post('/v1/things')
      .set('Idempotency-Key', key)
      .type('json')
      .send('{ "size": 1, "name": "Once" }');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(running.store.handled).toBe(before);
  });

  it('refuse a used key with another body or path (422)', async () => {
    await post('/v1/things').set('Idempotency-Key', 'twice').send({ name: 'One' });
    const other = await post('/v1/things').set('Idempotency-Key', 'twice').send({ name: 'Two' });
    expect([other.status, other.body.code]).toEqual([422, 'COMMAND_REUSED']);
    const path = await post(`/v1/things/${thing}/change`).set('Idempotency-Key', 'twice').send({});
    expect(path.body.code).toBe('COMMAND_REUSED');
  });

  it.each(['', 'ü', 'with space', 'k'.repeat(256)])('refuse the Idempotency-Key %j (400)', async (key) => {
    const answer = await post('/v1/things')
      .set('Idempotency-Key', Buffer.from(key).toString('latin1'))
      .send({ name: 'x' });
    expect([answer.status, answer.body.code]).toEqual([400, 'MALFORMED_HEADER']);
    expect(answer.body.errors[0].pointer).toBe('/headers/idempotency-key');
  });

  it('give 412 for a stale If-Match and 409 for a conflict without one', async () => {
    const { body, headers } = await post('/v1/things').send({ name: 'Versioned' });
    const path = `/v1/things/${body.id as string}/change`;
    const fresh = await post(path)
      .set('If-Match', headers.etag as string)
      .send({});
    expect([fresh.status, fresh.headers.etag]).toEqual([200, '"2"']);
    const stale = await post(path)
      .set('If-Match', headers.etag as string)
      .send({});
    expect([stale.status, stale.body.code]).toEqual([412, 'STALE_VERSION']);
  });

  it.each([
    ['"7", "1"', 200],
    ['W/"7", "1"', 200],
    ['*', 200],
    ['"7", "8"', 412],
    ['W/"1"', 412],
    ['"abc"', 412],
    ['1', 400],
    ['"1",', 400],
  ])('read If-Match %s: %i', async (tags, status) => {
    const { body } = await post('/v1/things').send({ name: 'Listed' });
    const answer = await post(`/v1/things/${body.id as string}/change`)
      .set('If-Match', tags)
      .send({});
    expect(answer.status).toBe(status);
  });

  it('refuse If-Match on a creation: nothing exists yet', async () => {
    expect((await post('/v1/things').set('If-Match', '*').send({ name: 'x' })).status).toBe(412);
  });

  it('wait for read models as long as Prefer says, at most ten seconds', async () => {
    running.followers.reached = true;
    const reached = await post('/v1/things').set('Prefer', 'respond-async, wait=2').send({ name: 'Seen' });
    expect(reached.headers).toMatchObject({
      'preference-applied': 'wait=2',
      'doyak-read-models': 'followed',
    });
    running.followers.reached = false;
    const behind = await post('/v1/things').set('Prefer', 'wait=99').send({ name: 'Unseen' });
    expect(behind.status).toBe(201);
    expect(behind.headers['doyak-read-models']).toBe('behind');
    expect(behind.headers['preference-applied']).toBeUndefined();
    expect(running.followers.waits.slice(-2)).toEqual([2000, 10_000]);
  });

  it('take an optional body or none', async () => {
    const { body } = await post('/v1/things').send({ name: 'Bare' });
    expect((await post(`/v1/things/${body.id as string}/change`)).status).toBe(200);
  });
});

describe('refusals', () => {
  it('are problem documents with the code of the domain', async () => {
    const answer = await post('/v1/things').send({ name: 'taken' });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: '/problems/THING_NAME_TAKEN',
      title: 'The name is taken',
      status: 422,
      detail: 'Choose another name.',
      code: 'THING_NAME_TAKEN',
      correlationId: answer.headers['x-correlation-id'],
      errors: [{ pointer: '/name', code: 'TAKEN', detail: 'is taken' }],
    });
    const described = await http().get(answer.body.type as string);
    expect(described.body).toMatchObject({ code: 'THING_NAME_TAKEN', status: 422 });
  });

  it('have the status of their kind', async () => {
    const closed = await post(`/v1/things/${thing}/change`).send({ how: 'closed' });
    expect([closed.status, closed.body.code]).toEqual([409, 'THING_CLOSED']);
    const missing = await get('/v1/things/018f0000-0000-7000-8000-00000000ffff');
    expect([missing.status, missing.body.code]).toEqual([404, 'NOT_FOUND']);
    const claimed = await post('/v1/things').send({ name: 'claimed' });
    expect([claimed.status, claimed.body.code]).toEqual([409, 'CLAIM_TAKEN']);
    expect(claimed.body.detail).toContain('thing-per-name');
  });

  it('point at each wrong member', async () => {
    const answer = await post('/v1/things').send({
      name: 7,
      parts: [{ weight: 1 }, { weight: 'x' }],
      'a/b~': 1,
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_REQUEST']);
    const pointers = (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/parts/1/weight']));
  });

  it('tell a broken rule (422) from a wrong shape (400)', async () => {
    const rule = await post('/v1/things').send({ name: 'x', number: '220-81-62518' });
    expect([rule.status, rule.body.errors]).toEqual([
      422,
      [{ pointer: '/number', code: 'CHECK_DIGIT', detail: 'has a wrong check digit' }],
    ]);
    expect((await post('/v1/things').send({ name: 7, number: '220-81-62518' })).status).toBe(400);
  });

  it('cover path and query', async () => {
    const path = await get('/v1/things/not-a-uuid');
    expect([path.status, path.body.errors[0].pointer]).toEqual([400, '/path/id']);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=ten',
      'limit=',
      'colour=green',
      'unknown=1',
      'limit=1&limit=2',
    ]) {
      expect((await get(`/v1/things?${query}`)).status).toBe(400);
    }
    const instant = await get(`/v1/things/${thing}?asOf=2026-03-02T18:00:00`);
    expect([instant.status, instant.body.errors[0].pointer]).toEqual([400, '/query/asOf']);
    expect((await get(`/v1/things/${thing}?asOf=2026-02-30T00:00:00Z`)).status).toBe(400);
    expect((await get(`/v1/things/${thing}?asOf=0001-01-01T00:00:00%2B09:00`)).status).toBe(400);
  });
});

describe('failures', () => {
  const fail = (how: string) => http().get(`/v1/failures/${how}`);

  it.each(['bug', 'string', 'shape'])('of ours (%s) are a bare 500, logged once', async (how) => {
    running.log.length = 0;
    const answer = await fail(how);
    const correlationId = answer.headers['x-correlation-id'];
    expect([answer.status, answer.body]).toEqual([
      500,
      {
        type: '/problems/INTERNAL',
        title: 'Something went wrong',
        status: 500,
        code: 'INTERNAL',
        correlationId,
      },
    ]);
    const errors = running.log.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ msg: 'request failed', correlationId }]);
  });

  it('of a dependency are 503 with Retry-After, without its address', async () => {
    const answer = await fail('database');
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([
      503,
      'DEPENDENCY_DOWN',
      '2',
    ]);
    expect(answer.text).not.toContain('10.0.0.1');
    expect((await get('/v1/me').set('Authorization', 'Bearer down')).status).toBe(503);
  });

  it('to answer in time are 503, and the handler is told', async () => {
    const answer = await fail('late');
    expect([answer.status, answer.body.code]).toEqual([503, 'TIMEOUT']);
  });
});

describe('queries', () => {
  it('have an ETag and answer 304 when it is known', async () => {
    const { body } = await post('/v1/things').send({ name: 'Cached' });
    const path = `/v1/things/${body.id as string}`;
    const first = await get(path);
    expect(first.headers.etag).toBe('"1"');
    expect((await get(path).set('If-None-Match', 'W/"9", "1"')).status).toBe(304);
    expect((await get(path).set('If-None-Match', '"2"')).status).toBe(200);
    const head = await http().head(path).set('Authorization', operator);
    expect([head.status, head.text]).toEqual([200, undefined]);
  });

  it('read instants with any offset', async () => {
    const { body } = await post('/v1/things').send({ name: 'Past' });
    const answer = await get(`/v1/things/${body.id as string}?asOf=2026-03-02T18:00:00%2B09:00`);
    expect(answer.body.asOf).toBe('2026-03-02T09:00:00.000Z');
  });

  it('page through a list, each item once, and leave no undeclared member', async () => {
    const seen: unknown[] = [];
    let path: string | undefined = '/v1/things?limit=3&colour=red';
    while (path) {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      seen.push(...(answer.body.items as unknown[]));
      path = /<([^>]+)>; rel="next"/.exec((answer.headers.link as string | undefined) ?? '')?.[1];
      expect(path === undefined).toBe(answer.body.nextCursor === null);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => ({ n })));
  });

  it('refuse a cursor that was altered or belongs to other filters', async () => {
    const { body } = await get('/v1/things?limit=3&colour=red');
    const cursor = body.nextCursor as string;
    const forged = `${Buffer.from('{"n":0}').toString('base64url')}.${cursor.split('.')[1]}`;
    for (const query of [
      `colour=blue&cursor=${cursor}`,
      `colour=red&cursor=${forged}`,
      'cursor=x',
      `cursor=${cursor}.`,
    ]) {
      const answer = await get(`/v1/things?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_CURSOR']);
    }
  });

  it('stream what is not JSON', async () => {
    const answer = await http()
      .get('/v1/bulk')
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => done(null, text));
      });
    expect((answer.body as string).split('\n')).toHaveLength(1001);
  });
});
