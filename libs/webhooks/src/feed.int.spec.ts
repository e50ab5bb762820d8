import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import type { DoyakEvent } from '@doyak/webhook-receiver';
import { CommandBus } from '@nestjs/cqrs';
import { IssueDigest } from './features/issue-digest/issue-digest.js';
import { PartnerApp } from '../../../test/support/partner-app.js';

describe('Feed and digest over HTTP', () => {
  let app: PartnerApp;
  beforeAll(async () => {
    app = await PartnerApp.connected();
    for (let cases = 0; cases < 2; cases += 1) {
      const caseId = await app.namedCase();
      await app.hold(caseId);
      await app.hold(caseId);
    }
    await app.settled();
  }, 120_000);
  afterAll(() => app.close());

  it('gives the same messages in the feed, waits for new ones, and digests what the partner should hold', async () => {
    const feed = async (query: string) =>
      (await app.doyak.as('partner').get(`/v1/feed?endpoint=${app.endpointId}${query}`).expect(200)).body as {
        items: DoyakEvent[];
        next: string;
      };
    const all: DoyakEvent[] = [];
    for (let after = ''; ;) {
      const { items, next } = await feed(`&limit=7${after}`);
      all.push(...items);
      after = `&after=${next}`;
      if (items.length === 0) break;
    }
    const sent = new Map(app.sink.received.map(({ event, body }) => [event.id, body.toString()]));
    expect(all.map(({ id }) => id)).toEqual((await app.messages('?limit=200')).map(({ id }) => id));
    for (const event of all) expect(JSON.stringify(event)).toBe(sent.get(event.id));
    const last = (await feed('')).next;
    const waiting = feed(`&after=${last}&wait=10`);
    const caseId = await app.namedCase();
    expect((await waiting).items).toMatchObject([{ subject: caseId }]);
    await app.doyak.as('operator').get(`/v1/feed?endpoint=${app.endpointId}`).expect(403);
    await app.doyak.as('partner').get(`/v1/feed?endpoint=${randomUUID()}`).expect(404);
    await app.settled();
    const context = {
      actor: { kind: 'system', id: 'test', authority: 'test' },
      now: new Date(),
      commandId: randomUUID(),
    } as const;
    await app.doyak.app
      .get(CommandBus, { strict: false })
      .execute(new IssueDigest(app.endpointId, '2026-03-02', context));
    await eventually(() =>
      expect(app.sink.received.at(-1)!.event.type).toBe('kr.doyak.webhooks.digest-issued.v1'),
    );
    const { data } = app.sink.received.at(-1)!.event as {
      data: { day: string; cases: { caseId: string; messages: number; lastSequence: number }[] };
    };
    expect(data.day).toBe('2026-03-02');
    for (const line of data.cases) {
      const held = app.sink.sequencesOf(line.caseId);
      expect([held.length, Math.max(...held)]).toEqual([line.messages, line.lastSequence]);
    }
    expect(data.cases.map((line) => line.caseId)).toContain(caseId);
    const { pool } = app.doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query(`select due > now() as future from doyak.timers where id = $1`, [
      `webhook-digest-${app.endpointId}`,
    ]);
    expect(rows).toEqual([{ future: true }]);
  });
});
