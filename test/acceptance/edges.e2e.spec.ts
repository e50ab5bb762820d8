import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  OpenApi,
  permissionCatalogue,
  renderPermissions,
  renderProblems,
  RouteTable,
} from '@doyak/kernel/http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContractDocuments } from '../../libs/webhooks/src/published/contract-documents.js';
import { type PlatformApp, startPlatform } from '../support/platform-app.js';
import { accessFaults } from './access.js';

/** `npm run docs` writes the generated documents instead of comparing them. */
const WRITE = process.env.DOYAK_WRITE_DOCS === 'true';

describe('Every route of Doyak', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
  }, 120_000);
  afterAll(() => doyak.close());

  const routes = () => doyak.app.get(RouteTable, { strict: false }).all();

  it('is open to those whom the permission table names, and to nobody else', async () => {
    expect(await accessFaults(doyak, routes(), permissionCatalogue())).toEqual([]);
    expect(routes().length).toBeGreaterThan(60);
  }, 120_000);

  it('would be found open or closed to the wrong ones', async () => {
    const ofCases = routes().filter(({ template }) => /^.v1.cases.{id}(.hold)?$/.test(template));
    const catalogue = new Map(permissionCatalogue());
    catalogue.set('cases.advance', { ...catalogue.get('cases.advance')!, roles: ['operator', 'auditor'] });
    catalogue.set('cases.read', { ...catalogue.get('cases.read')!, roles: ['operator', 'applicant'] });
    expect((await accessFaults(doyak, ofCases, catalogue)).sort()).toEqual([
      'auditor GET /v1/cases/{id}: 404, not 403',
      'auditor POST /v1/cases/{id}/hold: 403, not let in',
    ]);
  });

  it.each([
    ['docs/openapi.json', (app: PlatformApp) => app.app.get(OpenApi, { strict: false }).text()],
    [
      'docs/permissions.md',
      (app: PlatformApp) => renderPermissions(app.app.get(RouteTable, { strict: false }).all()),
    ],
    ['docs/problems.md', () => renderProblems()],
    [
      'docs/asyncapi.json',
      (app: PlatformApp) => app.app.get(ContractDocuments, { strict: false }).asyncApi(),
    ],
  ])('is told in %s as it is', (file, render) => {
    const path = new URL(`../../${file}`, import.meta.url);
    const made = render(doyak);
    if (WRITE) writeFileSync(path, made);
    // Stale? Run `npm run docs`.
    expect(readFileSync(path, 'utf8')).toBe(made);
  });

  it('is told in docs/schemas/webhooks as it is: a schema for each published type, and no other', () => {
    const folder = new URL('../../docs/schemas/webhooks/', import.meta.url);
    const made = doyak.app.get(ContractDocuments, { strict: false }).schemas();
    if (WRITE) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of made) writeFileSync(new URL(`${name}.json`, folder), text);
    }
    expect(readdirSync(folder).sort()).toEqual([...made.keys()].map((name) => `${name}.json`).sort());
    for (const [name, text] of made) expect(readFileSync(new URL(`${name}.json`, folder), 'utf8')).toBe(text);
  });
});
