import { readFileSync, writeFileSync } from 'node:fs';
import {
  OpenApi,
  permissionCatalogue,
  renderPermissions,
  renderProblems,
  RouteTable,
} from '@doyak/kernel/http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type PlatformApp, startPlatform } from '../support/platform-app.js';

/** One demo person of each role. */
const BY_ROLE = {
  administrator: 'admin',
  operator: 'operator',
  reviewer: 'reviewer',
  auditor: 'auditor',
  applicant: 'byeol',
  partner: 'partner',
} as const;

/** `npm run docs` writes the generated documents instead of comparing them. */
const WRITE = process.env.DOYAK_WRITE_DOCS === 'true';

describe('Every route of Doyak', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
  }, 120_000);
  afterAll(() => doyak.close());

  const routes = () => doyak.app.get(RouteTable, { strict: false }).all();
  const pathOf = (template: string) => template.replace(/\{[^}]+\}/g, () => newId());

  it('is open to those whom the permission table names, and to nobody else', async () => {
    const wrong: string[] = [];
    for (const { method, template, route } of routes()) {
      const { permission } = route.spec as { permission: string };
      const signOut = method === 'DELETE' && template.endsWith('/sessions/current');
      if (permission === 'public' || signOut || template === '/v1/events') continue;
      const send = (token?: string) =>
        fetch(doyak.url + pathOf(template), {
          method,
          headers: {
            ...(token ? { Authorization: `Bearer ${token}` } : {}),
            'Content-Type': 'application/json',
          },
          body: method === 'POST' ? '{"unheard":true}' : undefined,
        });
      const nobody = await send();
      if (nobody.status !== 401) wrong.push(`nobody ${method} ${template}: ${nobody.status}`);
      const holders = permissionCatalogue().get(permission)?.roles;
      for (const [role, person] of Object.entries(BY_ROLE)) {
        const { status } = await send(doyak.token(person));
        const may = !holders || (holders as readonly string[]).includes(role);
        if ((status !== 403 && status !== 401) !== may)
          wrong.push(`${role} ${method} ${template}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(routes().length).toBeGreaterThan(40);
  }, 120_000);

  it('answers hostile input with a 4xx problem document', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const bodies: (string | Uint8Array<ArrayBuffer>)[] = [
      ...[
        '',
        'null',
        '[]',
        '"x"',
        '12',
        '{',
        '{"a":1,"a":2}',
        '{"__proto__":{"x":1}}',
        '{"a":"\\ud800"}',
        deep,
      ],
      `{"text":"${'x'.repeat(2_100_000)}"}`,
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    ];
    const segments = ['x', '%00', '..%2f..', "' or 1=1 --", 'a'.repeat(300)];
    const wrong: string[] = [];
    const check = async (label: string, answer: Response) => {
      const text = await answer.text();
      const fine =
        answer.status < 500 &&
        (answer.status < 400 || /problem\+json/.test(answer.headers.get('content-type') ?? ''));
      if (!fine || /node_modules|at .*\.js:/.test(text))
        wrong.push(`${label}: ${answer.status} ${text.slice(0, 200)}`);
    };
    for (const { method, template, route } of routes()) {
      if (template === '/v1/events' || template.endsWith('/sessions/current')) continue;
      const { permission } = route.spec as { permission: string };
      const holder = permissionCatalogue().get(permission)?.roles[0];
      const headers = {
        Authorization: `Bearer ${doyak.token(holder ? BY_ROLE[holder] : 'byeol')}`,
        'Content-Type': 'application/json',
      };
      for (const segment of segments) {
        if (!template.includes('{')) break;
        const path = template.replace(/\{[^}]+\}/g, encodeURI(segment));
        await check(
          `${method} ${path}`,
          await fetch(doyak.url + path, { method, headers, body: method === 'POST' ? '{}' : undefined }),
        );
      }
      await check(
        `${method} ${template}?…`,
        await fetch(`${doyak.url}${pathOf(template)}?limit=-1&cursor=%ff&asOf=x&unheard[]=1`, {
          method,
          headers,
        }),
      );
      if (method !== 'POST') continue;
      for (const body of bodies) {
        await check(
          `${method} ${template} ${String(body).slice(0, 20)}`,
          await fetch(doyak.url + pathOf(template), { method, headers, body }),
        );
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it.each([
    ['docs/openapi.json', (app: PlatformApp) => app.app.get(OpenApi, { strict: false }).text()],
    [
      'docs/permissions.md',
      (app: PlatformApp) => renderPermissions(app.app.get(RouteTable, { strict: false }).all()),
    ],
    ['docs/problems.md', () => renderProblems()],
  ])('is told in %s as it is', (file, render) => {
    const path = new URL(`../../${file}`, import.meta.url);
    const made = render(doyak);
    if (WRITE) writeFileSync(path, made);
    // Stale? Run `npm run docs`.
    expect(readFileSync(path, 'utf8')).toBe(made);
  });
});
