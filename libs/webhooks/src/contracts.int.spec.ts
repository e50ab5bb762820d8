import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CommandBus } from '@nestjs/cqrs';
import { PartnerApp } from '../../../test/support/partner-app.js';
import { IssueDigest } from './features/issue-digest/issue-digest.js';
import { newId } from '../../../test/support/platform-app.js';
import { append } from './open-case.test-support.js';
import { GRANTABLE, PUBLISHED } from './published/catalogue.js';
import { schemaName } from './published/contract-documents.js';

type Json = Record<string, unknown>;

/** Every `$ref` of a document, as a path of names. */
function refsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' ? [(inner as string).replace(/^#\//, '').split('/')] : refsOf(inner),
  );
}

describe('What partners read about messages', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
  }, 120_000);
  afterAll(() => app.close());

  const document = async (path: string) =>
    JSON.parse((await app.doyak.as().get(path).buffer(true).expect(200)).text) as Json;

  it('is a valid AsyncAPI 3 document that names every published type and nothing that is not in it', async () => {
    const asyncApi = await document('/asyncapi.json');
    // The bundle brings the meta schema of draft 7 along.
    const own = { meta: false, validateSchema: false, strict: false, logger: false } as const;
    const uri = (text: string) => URL.canParse(text);
    const check = new Ajv({ ...own, formats: { uri } }).compile(specs.schemas['3.0.0']);
    check(asyncApi);
    expect(check.errors).toBeNull();
    for (const path of refsOf(asyncApi))
      expect(path.reduce<unknown>((at, name) => (at as Json | undefined)?.[name], asyncApi)).toBeDefined();
    const { messages } = asyncApi.components as { messages: Json };
    expect(Object.keys(messages)).toEqual(PUBLISHED.map(schemaName));
    // Break it: what is no AsyncAPI document is found.
    expect(check({ ...asyncApi, operations: { send: { action: 'shout' } } })).toBe(false);
  });

  it('describes what is delivered, thin and fat, of every published type', async () => {
    const ajv = new Ajv2020({ strict: true, validateFormats: false });
    const checks = new Map<string, ValidateFunction>(
      await Promise.all(
        PUBLISHED.map(async (publication) => {
          const name = schemaName(publication);
          return [`kr.doyak.${name}`, ajv.compile(await document(`/schemas/webhooks/${name}.json`))] as const;
        }),
      ),
    );
    await app.grant({ ...app.granted(), types: GRANTABLE }).expect(200);
    const { sink } = app;
    const both = [app.endpointId];
    for (const form of ['thin', 'fat'])
      both.push((await app.register({ url: sink.url, types: GRANTABLE, form })).id);
    const caseId = await app.namedCase();
    const store = app.doyak.app.get(EventStore, { strict: false });
    const events = PUBLISHED.filter(({ event }) => event !== 'DigestIssued').map(
      ({ event, stored, version }) => {
        const path = new URL(`../../../test/fixtures/events/${stored}.v${version}.json`, import.meta.url);
        const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data: Json };
        return { type: event, data: { ...data, caseId, organisationId: app.partnerId } };
      },
    );
    // Under streams of nobody: only what is published of them matters here, not what follows from them.
    for (const event of events) await append(store, caseId, [event], `contract-${newId()}`);
    const context = {
      actor: { kind: 'system', id: 'test', authority: 'test' },
      now: new Date(),
      commandId: newId(),
    } as const;
    await app.doyak.app
      .get(CommandBus, { strict: false })
      .execute(new IssueDigest(both[2]!, '2026-03-02', context));
    const seen = () => new Set(sink.received.map(({ event }) => event.type));
    await eventually(() => expect([...seen()].sort()).toEqual([...checks.keys()].sort()), {
      timeoutMs: 30_000,
    });
    const faults = sink.received.flatMap(({ event }) => {
      const check = checks.get(event.type)!;
      const fits: boolean = check(event);
      return fits ? [] : [`${event.type}: ${ajv.errorsText(check.errors)}`];
    });
    expect(faults).toEqual([]);
    const [one] = sink.received;
    const check = checks.get(one!.event.type)!;
    expect(check({ ...one!.event, data: { ...(one!.event.data as Json), by: newId() } })).toBe(false);
    expect(check({ ...one!.event, sequence: 'last' })).toBe(false);
    await app.doyak.as().get('/schemas/webhooks/cases.case-secret.v1.json').expect(404);
  });
});
