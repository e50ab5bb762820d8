import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import pino from 'pino';
import type { Response } from 'express';
import request from 'supertest';
import { z } from 'zod';
import { startThingApp, type ThingApp } from '../test-support/thing-app.js';
import {
  createHttpApplication,
  definePermissions,
  Endpoint,
  endpoint,
  HttpModule,
  mountGuard,
  permissionsOf,
  renderPermissions,
  renderProblems,
  RouteTable,
} from './index.js';

describe('permissions', () => {
  let running: ThingApp;
  const call = (authorization?: string) => {
    const http = request(running.app.getHttpServer() as never);
    const start = (method: 'get' | 'post', path: string) => {
      const made = http[method](path);
      return authorization ? made.set('Authorization', authorization) : made;
    };
    return { get: (path: string) => start('get', path), post: (path: string) => start('post', path) };
  };

  beforeAll(async () => {
    running = await startThingApp();
  });

  afterAll(() => running.app.close());

  it('are asked for by every route: who holds one gets in, who does not is refused', async () => {
    const outcomes = async (authorization?: string) => [
      (await call(authorization).get('/v1/things')).status,
      (await call(authorization).post('/v1/things').send({ name: 'x' })).status,
      (await call(authorization).get('/v1/me')).status,
      (await call(authorization).get('/v1/bulk')).status,
    ];
    expect(await outcomes()).toEqual([401, 401, 401, 200]);
    expect(await outcomes('Bearer forged')).toEqual([401, 401, 401, 200]);
    expect(await outcomes('Bearer auditor')).toEqual([200, 403, 200, 200]);
    expect(await outcomes('Bearer operator')).toEqual([200, 201, 200, 200]);
  });

  it('of a narrowed key are those of its scopes only', async () => {
    expect((await call('Bearer narrow').get('/v1/things')).status).toBe(200);
    expect((await call('Bearer narrow').post('/v1/things').send({ name: 'x' })).status).toBe(403);
    expect((await call('Bearer narrow').get('/v1/me')).status).toBe(403);
  });

  it('are refused by problem documents', async () => {
    const unknown = await call().get('/v1/me');
    expect(unknown.headers['www-authenticate']).toBe('Bearer realm="doyak"');
    expect(unknown.body.code).toBe('UNAUTHENTICATED');
    const refused = await call('Bearer auditor').post('/v1/things').send({});
    expect(refused.body).toMatchObject({
      code: 'FORBIDDEN',
      detail: 'This needs the permission things.change.',
    });
  });

  it('follow from roles', () => {
    expect([...permissionsOf(['auditor'])]).toEqual(['things.read']);
    expect([...permissionsOf(['operator', 'auditor'])].sort()).toEqual(['things.change', 'things.read']);
    expect([...permissionsOf([])]).toEqual([]);
  });

  it('and problem codes are rendered as tables', () => {
    const text = renderPermissions(running.app.get(RouteTable).all());
    expect(text).toContain('| `things.read` | Read things | ✓ |  |  | ✓ |  |  |');
    expect(text).toContain('| `POST /v1/things/{id}/change` | `things.change` | Change a thing | operator |');
    expect(text).toContain('| `GET /health/live` | `public` |');
    expect(renderProblems()).toContain('| `THING_CLOSED` | 409 | The thing is closed |  |');
  });

  it('are defined once, under the name of their context', () => {
    const readers = { title: 'x', roles: ['auditor'] } as const;
    expect(() => definePermissions('other', { 'things.look': readers })).toThrow('other.<kebab-case>');
    expect(() => definePermissions('things', { 'things.read': readers })).toThrow('twice');
  });
});

describe('boot', () => {
  async function boot(controller: Type): Promise<unknown> {
    @Module({ imports: [HttpModule], controllers: [controller] })
    class Root {}
    const app = await createHttpApplication(Root, { version: '1', logger: pino({ level: 'silent' }) });
    try {
      await app.init();
      return 'booted';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await app.close();
    }
  }

  it('fails on a route without a permission', async () => {
    @Controller('bare')
    class Bare {
      @Get()
      read(): string {
        return '';
      }
    }
    expect(await boot(Bare)).toContain('Bare.read: no @Endpoint, so no permission');
  });

  it.each([
    [
      'an unknown permission',
      endpoint({ permission: 'things.destroy', summary: 'x' }),
      'not in the catalogue',
    ],
    [
      'a missing permission',
      endpoint({ permission: undefined as never, summary: 'x' }),
      'not in the catalogue',
    ],
    [
      'an unknown problem code',
      endpoint({ permission: 'public', summary: 'x', refusals: ['NO_SUCH'] }),
      'not registered',
    ],
    [
      'path parameters that do not match',
      endpoint({ permission: 'public', summary: 'x', params: z.object({ id: z.string() }) }),
      'are declared as [id]',
    ],
  ])('fails on %s', async (_what, route, message) => {
    @Controller('wrong')
    class Wrong {
      @Post()
      @Endpoint(route as never)
      handle(): never {
        throw new Error();
      }
    }
    expect(await boot(Wrong)).toContain(message);
  });

  it('fails on a guarded route where nobody recognises callers', async () => {
    const route = endpoint({ permission: 'authenticated', summary: 'x' });

    @Controller('guarded')
    class Guarded {
      @Get()
      @Endpoint(route)
      read(): void {}
    }
    expect(await boot(Guarded)).toContain('no Authenticator');
  });

  it('fails on the same route twice, and passes where all is well', async () => {
    const route = endpoint({ permission: 'public', summary: 'x' });

    @Controller('twice')
    class Twice {
      @Get('a')
      @Endpoint(route)
      one(): void {}

      @Get('a')
      @Endpoint(route)
      two(): void {}
    }

    @Controller('once')
    class Once {
      @Get('a')
      @Endpoint(route)
      one(): void {}
    }
    expect(await boot(Twice)).toContain('twice');
    expect(await boot(Once)).toBe('booted');
  });
});

describe('rate limits', () => {
  let running: ThingApp;
  const limits = {
    perAddress: { points: 6, seconds: 60 },
    perPrincipal: { points: 3, seconds: 60 },
    signIn: { points: 2, seconds: 300 },
  };
  const http = () => request(running.app.getHttpServer() as never);

  afterEach(() => running.app.close());

  it('hold per principal, with Retry-After and what is left', async () => {
    running = await startThingApp({ rateLimits: limits });
    const get = (who: string) => http().get('/v1/things').set('Authorization', who);
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await get('Bearer operator'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[0]?.headers.ratelimit).toMatch(/^"perPrincipal";r=2;t=\d+$/);
    expect(answers[3]?.body.code).toBe('RATE_LIMITED');
    expect(Number(answers[3]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get('Bearer auditor')).status).toBe(200);
  });

  it('hold per address, also for callers without credentials, and do not believe X-Forwarded-For', async () => {
    running = await startThingApp({ rateLimits: limits });
    const statuses = [];
    for (let n = 0; n < 7; n += 1) {
      statuses.push((await http().get('/v1/me').set('X-Forwarded-For', `203.0.113.${n}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429]);
  });

  it('tell addresses apart behind a trusted proxy', async () => {
    running = await startThingApp({ rateLimits: limits, trustProxy: '1' });
    for (let n = 0; n < 7; n += 1) {
      expect((await http().get('/v1/me').set('X-Forwarded-For', `203.0.113.${n}`)).status).toBe(401);
    }
  });

  it('are stricter where a secret is tested', async () => {
    running = await startThingApp({ rateLimits: limits });
    const attempts = [];
    for (let n = 0; n < 3; n += 1) attempts.push((await http().post('/v1/secret').send({})).status);
    expect(attempts).toEqual([200, 200, 429]);
    expect((await http().get('/v1/bulk')).status).toBe(200);
  });
});

describe('mountGuard', () => {
  it('guards what is no route of Nest', async () => {
    const { app } = await startThingApp({}, [], (made) => {
      made.use(
        '/board',
        mountGuard(made, 'things.change', "default-src 'self'"),
        (_request: unknown, response: Response) => {
          response.end('the board');
        },
      );
      expect(() => mountGuard(made, 'things.unknown')).toThrow('not in the catalogue');
    });
    try {
      const get = (who: string) =>
        request(app.getHttpServer() as never)
          .get('/board/jobs')
          .set('Authorization', who);
      const allowed = await get('Bearer operator');
      expect([allowed.text, allowed.headers['content-security-policy']]).toEqual([
        'the board',
        "default-src 'self'",
      ]);
      expect((await get('Bearer auditor')).body.code).toBe('FORBIDDEN');
      expect((await get('Bearer forged')).status).toBe(401);
      expect((await get('Bearer down')).status).toBe(503);
    } finally {
      await app.close();
    }
  });
});
