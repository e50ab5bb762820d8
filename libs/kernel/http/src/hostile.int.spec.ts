import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import request from 'supertest';
import { complete, exchange, open, outline } from '../test-support/raw-http.js';
import { startThingApp, type ThingApp } from '../test-support/thing-app.js';

let running: ThingApp;
const http = () => request(running.app.getHttpServer() as never);
const post = (path = '/v1/things') => http().post(path).set('Authorization', 'Bearer operator');
const auth = 'Authorization: Bearer operator\r\n';
const head = (line: string, ...headers: string[]) =>
  `${line} HTTP/1.1\r\nHost: x\r\n${auth}${headers.map((header) => `${header}\r\n`).join('')}\r\n`;

beforeAll(async () => {
  running = await startThingApp({
    headersTimeout: 400,
    requestTimeout: 700,
    rateLimits: {
      perAddress: { points: 1_000_000, seconds: 60 },
      perPrincipal: { points: 1_000_000, seconds: 60 },
      signIn: { points: 1_000_000, seconds: 60 },
    },
  });
});

afterAll(() => running.app.close());

describe('hostile bodies', () => {
  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'name=x', 415],
    ['no type', '', '{"name":"x"}', 415],
    ['text', 'text/plain', '{"name":"x"}', 415],
    ['another charset', 'application/json; charset=euc-kr', '{"name":"x"}', 415],
    ['a type just alike', 'application/json-patch+json', '[]', 415],
    ['a quoted charset', 'application/json; charset="UTF-8"', '{"name":"x"}', 201],
    ['a broken text', 'application/json', '{"name":', 400],
    ['duplicate names', 'application/json', '{"name":"x","name":"y"}', 400],
    ['pollution', 'application/json', '{"name":"x","__proto__":{"a":1}}', 400],
    ['a scalar', 'application/json', '7', 400],
    ['null', 'application/json', 'null', 400],
    ['an array', 'application/json', '[]', 400],
    ['members not declared', 'application/json', '{"name":"x","admin":true}', 400],
    ['NUL', 'application/json', '{"name":"\\u0000"}', 400],
  ])('%s', async (_what, type, body, status) => {
    const bytes = Buffer.from(body);
    const headers = [`Content-Length: ${bytes.length}`, ...(type ? [`Content-Type: ${type}`] : [])];
    const answer = await exchange(running.app, head('POST /v1/things', ...headers) + body, complete);
    expect(outline(answer)[0]).toBe(status);
    if (status >= 400) expect(answer).toContain('application/problem+json');
  });

  it('compressed: 415', async () => {
    const answer = await post().set('Content-Encoding', 'gzip').type('json').send('{"name":"x"}');
    expect(answer.status).toBe(415);
  });

  it('not UTF-8: 400', async () => {
    const bytes = Buffer.from([...Buffer.from('{"name":"'), 0xff, 0xfe, ...Buffer.from('"}')]);
    const text = head('POST /v1/things', 'Content-Type: application/json', `Content-Length: ${bytes.length}`);
    const answer = await exchange(running.app, Buffer.concat([Buffer.from(text), bytes]), complete);
    expect(outline(answer)).toEqual([400, 'MALFORMED_JSON']);
  });

  it('missing: 400, and one where none belongs: 400', async () => {
    expect((await post()).body.code).toBe('INVALID_REQUEST');
    const answer = await http().get('/v1/me').set('Authorization', 'Bearer operator').send({ a: 1 });
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('too large, announced or not: 413, each route with its own limit', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(300_000) });
    expect((await post().type('json').send(large)).body.code).toBe('BODY_TOO_LARGE');
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`.repeat(6);
    const text = head('POST /v1/things', 'Content-Type: application/json', 'Transfer-Encoding: chunked');
    expect(outline(await exchange(running.app, text + chunk, complete))).toEqual([413, 'BODY_TOO_LARGE']);
    const small = `/v1/things/018f0000-0000-7000-8000-000000000001/change`;
    expect((await post(small).send({ how: 'x'.repeat(2000) })).status).toBe(413);
  });

  it('claimed to be huge: 413 at once, and the line is cut', async () => {
    const text = head('POST /v1/things', 'Content-Type: application/json', 'Content-Length: 99999999999');
    expect(outline(await exchange(running.app, text))).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('from someone unknown: 401 before a byte of it is read', async () => {
    const text =
      'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nContent-Type: application/json\r\n\r\n';
    expect(outline(await exchange(running.app, text, complete))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('slow: 408 when the time for the request is over', async () => {
    const text = head('POST /v1/things', 'Content-Type: application/json', 'Content-Length: 100') + '{"na';
    expect(outline(await exchange(running.app, text))).toEqual([408, 'REQUEST_TIMEOUT']);
  });

  it('broken off: the process goes on', async () => {
    const socket = open(running.app);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      head('POST /v1/things', 'Content-Type: application/json', 'Content-Length: 100') + '{"na',
      () => {
        socket.destroy();
      },
    );
    await gone;
    expect((await post().send({ name: 'Next' })).status).toBe(201);
    expect(running.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('uploads: type and size are bounded', async () => {
    const send = (type: string, size: number) => post('/v1/documents').type(type).send(Buffer.alloc(size));
    expect((await send('application/pdf', 2048)).body).toEqual({ bytes: 2048 });
    expect((await send('application/pdf', 2049)).status).toBe(413);
    expect((await send('text/html', 10)).status).toBe(415);
    const text = head('POST /v1/documents', 'Content-Type: application/pdf', 'Transfer-Encoding: chunked');
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n0\r\n\r\n`;
    expect(outline(await exchange(running.app, text + chunk, complete))[0]).toBe(413);
  });
});

describe('hostile lines and headers', () => {
  it.each([
    ['an unknown route', 'GET /v1/nothing', 404, 'NOT_FOUND'],
    ['another case', 'GET /V1/me', 404, 'NOT_FOUND'],
    ['a long URL', `GET /v1/me?x=${'y'.repeat(9000)}`, 414, 'URL_TOO_LONG'],
    ['a URL that is not UTF-8', 'GET /v1/things/%E0%A4%A', 400, 'MALFORMED_URL'],
    ['a query that is not UTF-8', 'GET /v1/things?cursor=%FF', 400, 'MALFORMED_URL'],
    ['NUL in the query', 'GET /v1/things?cursor=%00', 400, 'MALFORMED_URL'],
    ['a way up', 'GET /docs/assets/..%2f..%2fpackage.json', 404, 'NOT_FOUND'],
    ['a name from Object', 'GET /docs/assets/constructor', 404, 'NOT_FOUND'],
    ['prototype names in the query', 'GET /v1/things?__proto__=1', 400, 'INVALID_REQUEST'],
    ['an unknown method', 'BREW /v1/me', 400, 'MALFORMED_HEADER'],
    ['TRACE', 'TRACE /v1/me', 405, 'METHOD_NOT_ALLOWED'],
    ['a method the route lacks', 'DELETE /v1/things', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s', async (_what, line, status, code) => {
    const answer = await exchange(running.app, head(line), complete);
    expect(outline(answer)).toEqual([status, code]);
    expect(answer).toContain('application/problem+json');
  });

  it('405 names the methods, and so does OPTIONS', async () => {
    expect((await http().delete('/v1/things')).headers.allow).toBe('GET, HEAD, POST');
    const options = await http().options('/v1/things');
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, POST']);
  });

  it('406 when JSON is not acceptable', async () => {
    const answer = await http()
      .get('/v1/me')
      .set('Authorization', 'Bearer operator')
      .set('Accept', 'text/html');
    expect([answer.status, answer.body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('431 for headers beyond the bound', async () => {
    const answer = await exchange(running.app, head('GET /v1/me', `X-Big: ${'x'.repeat(20_000)}`));
    expect(outline(answer)).toEqual([431, 'HEADERS_TOO_LARGE']);
  });

  it('408 for headers that never end', async () => {
    expect(outline(await exchange(running.app, 'GET /v1/me HTTP/1.1\r\nHost: x\r\n'))).toEqual([
      408,
      'REQUEST_TIMEOUT',
    ]);
  });

  it.each([
    'GARBAGE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    'GET /v1/me HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n',
  ])('400 for what is no HTTP: %j', async (text) => {
    expect(outline(await exchange(running.app, Buffer.from(text, 'latin1')))).toEqual([
      400,
      'MALFORMED_HEADER',
    ]);
  });

  it('417 for an expectation other than 100-continue', async () => {
    const answer = await exchange(running.app, head('GET /v1/me', 'Expect: miracles'), complete);
    expect(outline(answer)).toEqual([417, 'EXPECTATION_FAILED']);
  });
});

describe('anything at all', () => {
  const token = fc.string({
    unit: fc.constantFrom(...'abcXYZ019-_.~*"/=;,: []{}()<>@\\|^`\'!#$&+?%ü한😀'),
    maxLength: 40,
  });
  const json = fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('{"name":', '[[[[', '{"a":1,"a":1}', '"\\ud800"', '1e999', '{"__proto__":1}'),
    fc
      .record({ name: fc.oneof(fc.string(), fc.integer()), size: fc.anything() })
      .map((body) => JSON.stringify(body)),
  );
  const path = fc.oneof(
    fc.constantFrom(
      '/v1/things',
      '/v1/things/018f0000-0000-7000-8000-000000000001/change',
      '/v1/documents',
      '/v1/me',
      '/v1/bulk',
      '/v1/live',
      '/docs',
      '/openapi.json',
      '/v1/secret',
      '/health/ready',
      '/problems/x',
      '/docs/assets/x',
    ),
    token.map((text) => `/v1/things/${encodeURI(text)}`),
    token.map((text) => `/${text.replaceAll(/[\s#?]|[^\x21-\x7e]/gu, '')}`),
  );
  const names = [
    'If-Match',
    'If-None-Match',
    'Prefer',
    'Idempotency-Key',
    'X-Correlation-Id',
    'Accept',
    'Content-Type',
    'Content-Encoding',
    'Authorization',
    'Last-Event-ID',
    'X-Forwarded-For',
    'traceparent',
    'Range',
    'Cookie',
  ];
  const headers = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(token, fc.constantFrom('*', '"1"', 'wait=1', 'application/json', 'Bearer operator', 'gzip', '')),
    { maxKeys: 4 },
  );

  it('gets an answer below 500, with a problem document when refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        path,
        token,
        headers,
        fc.option(json),
        async (method, where, query, extra, body) => {
          const bytes = Buffer.from(body ?? '');
          const lines = Object.entries({
            'Content-Type': 'application/json',
            Authorization: 'Bearer operator',
            ...extra,
          });
          const text = [
            `${method} ${where}?${encodeURIComponent(query)}=${query.replaceAll(/[\s#]|[^\x21-\x7e]/gu, '')} HTTP/1.1`,
            'Host: x',
            'Connection: close',
            `Content-Length: ${bytes.length}`,
            ...lines.map(([name, value]) => `${name}: ${value}`),
          ].join('\r\n');
          const answer = await exchange(running.app, Buffer.concat([Buffer.from(`${text}\r\n\r\n`), bytes]));
          const [status] = outline(answer);
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
          if (status >= 400) expect(answer).toContain('application/problem+json');
        },
      ),
      { numRuns: 400 },
    );
    expect(running.log.filter(({ level }) => level === 'error')).toEqual([]);
  }, 60_000);
});
