import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Gauge } from 'prom-client';
import request from 'supertest';
import { startThingApp, type ThingApp } from '../test-support/thing-app.js';
import { Metrics, OpenApi, Readiness } from './index.js';

let running: ThingApp;
const http = () => request(running.app.getHttpServer() as never);

beforeAll(async () => {
  running = await startThingApp();
});

beforeEach(() => {
  running.log.length = 0;
});

afterAll(() => running.app.close());

describe('security headers', () => {
  it('stand on every answer, and nothing tells what runs here', async () => {
    for (const path of ['/health/live', '/v1/me', '/nowhere']) {
      const { headers } = await http().get(path);
      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['strict-transport-security']).toContain('max-age=');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('allow no other origin unless configured', async () => {
    const origin = 'https://console.example.org';
    expect(
      (await http().get('/health/live').set('Origin', origin)).headers['access-control-allow-origin'],
    ).toBeUndefined();
    const open = await startThingApp({ corsOrigins: [origin] });
    try {
      const server = open.app.getHttpServer() as never;
      const allowed = await request(server).get('/health/live').set('Origin', origin);
      expect(allowed.headers['access-control-allow-origin']).toBe(origin);
      const other = await request(server).get('/health/live').set('Origin', 'https://elsewhere.example.org');
      expect(other.headers['access-control-allow-origin']).not.toBe('https://elsewhere.example.org');
    } finally {
      await open.app.close();
    }
  });
});

describe('correlation', () => {
  const mine = '018F0000-0000-7000-8000-00000000ABCD';

  it('takes a UUID of the client and shows it in answer, problem and log', async () => {
    const answer = await http().get('/v1/me').set('X-Correlation-Id', mine);
    expect(answer.headers['x-correlation-id']).toBe(mine.toLowerCase());
    expect(answer.body.correlationId).toBe(mine.toLowerCase());
    expect(running.log).toMatchObject([{ correlationId: mine.toLowerCase(), route: '/v1/me', status: 401 }]);
  });

  it.each(['', 'not a uuid', `${mine}0`, '"}{'])('makes its own instead of %j', async (given) => {
    const { headers } = await http().get('/v1/me').set('X-Correlation-Id', given);
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });
});

describe('the request log', () => {
  it('has one line with template, status, time and principal, and no path, query, body or credential', async () => {
    const answer = await http()
      .post('/v1/things?x=private')
      .set('Authorization', 'Bearer operator')
      .send({ name: 'private person' });
    expect(answer.status).toBe(201);
    expect(running.log).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        correlationId: answer.headers['x-correlation-id'],
        method: 'POST',
        route: '/v1/things',
        status: 201,
        ms: expect.any(Number),
        principal: expect.stringMatching(/^person:/),
        msg: 'request',
      },
    ]);
    expect(JSON.stringify(running.log)).not.toMatch(/private|operator/);
  });

  it('names no path for what matched no route', async () => {
    await http().get('/private/person');
    expect(running.log).toMatchObject([{ route: 'unmatched', status: 404 }]);
  });
});

describe('health', () => {
  it('is live, and ready once all that was registered is up', async () => {
    const readiness = running.app.get(Readiness);
    let up = false;
    readiness.add({
      name: 'database',
      check: () => (up ? Promise.resolve() : Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1'))),
    });
    let away = false;
    readiness.add({
      name: 'queue',
      check: () => (away ? Promise.reject(new Error('connect ECONNREFUSED')) : Promise.resolve()),
      dispensable: true,
    });
    expect((await http().get('/health/live')).body).toEqual({ status: 'up' });
    const down = await http().get('/health/ready');
    expect([down.status, down.body]).toEqual([
      503,
      { status: 'down', checks: { database: 'down', queue: 'up' } },
    ]);
    up = true;
    const ready = await http().get('/health/ready');
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'up', checks: { database: 'up', queue: 'up' } },
    ]);
    away = true;
    const degraded = await http().get('/health/ready');
    expect([degraded.status, degraded.body]).toEqual([
      200,
      { status: 'degraded', checks: { database: 'up', queue: 'down' } },
    ]);
  });
});

describe('metrics', () => {
  it('count by template, with what others add', async () => {
    const { registry } = running.app.get(Metrics);
    new Gauge({ name: 'doyak_test_lag', help: 'x', registers: [registry] }).set(7);
    await http()
      .get('/v1/things/018f0000-0000-7000-8000-000000000001')
      .set('Authorization', 'Bearer operator');
    await http().get('/some/private/path');
    const { text, headers } = await http().get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(
      /doyak_http_request_duration_seconds_count\{method="GET",route="\/v1\/things\/\{id\}",status="404"\} 1/,
    );
    expect(text).toContain('route="unmatched"');
    expect(text).toContain('doyak_test_lag 7');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('private');
  });
});

describe('the API document', () => {
  interface Operation {
    readonly 'x-permission': string;
    readonly security: unknown[];
    readonly parameters?: { name: string; in: string }[];
    readonly responses: Record<string, { description: string; headers?: Record<string, unknown> }>;
  }

  it('is OpenAPI 3.1 made from the routes', async () => {
    const { body } = await http().get('/openapi.json');
    const paths = body.paths as Record<string, Record<string, Operation>>;
    expect(body.openapi).toBe('3.1.1');
    const create = paths['/v1/things']?.post;
    expect(create).toMatchObject({
      'x-permission': 'things.change',
      security: [{ bearer: [] }],
      requestBody: { required: true },
      responses: { 201: { headers: { ETag: {}, Location: {} } }, 422: {}, 412: {} },
    });
    expect(create?.responses['422']?.description).toContain('THING_NAME_TAKEN');
    const parameters = create?.parameters?.map(({ name }) => name);
    expect(parameters).toEqual(expect.arrayContaining(['Idempotency-Key', 'If-Match', 'Prefer']));
    expect(paths['/health/live']?.get?.security).toEqual([]);
    expect(paths['/v1/things/{id}']?.get?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'id', in: 'path', required: true }),
        expect.objectContaining({ name: 'asOf', in: 'query' }),
      ]),
    );
    expect(body.components.schemas).toMatchObject({ Problem: {}, CommandAnswer: {} });
  });

  it('is the same text each time, so that a committed copy can be compared', async () => {
    const again = await startThingApp();
    try {
      expect(again.app.get(OpenApi).text()).toBe(running.app.get(OpenApi).text());
    } finally {
      await again.app.close();
    }
  });

  it('is browsable without any other host', async () => {
    const page = await http().get('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string);
    expect(links).toHaveLength(4);
    for (const link of links) {
      const asset = await http().get(link);
      expect([link, asset.status]).toEqual([link, 200]);
      expect(asset.headers['content-type']).toMatch(/^(text\/(css|javascript)|image\/png)/);
    }
  });
});
