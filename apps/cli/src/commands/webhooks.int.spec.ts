import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { PartnerApp } from '../../../../test/support/partner-app.js';
import { DEMO_PASSWORD } from '../demo-seed.js';
import { addWebhooks } from './webhooks.js';

type Items = { items: Record<string, unknown>[] };

describe('doyak webhooks, at a running server', () => {
  let app: PartnerApp;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doyak-cli-'));
    writeFileSync(join(folder, 'password'), `${DEMO_PASSWORD}\n`);
    app = await PartnerApp.connected();
    writeFileSync(join(folder, 'token'), app.doyak.token('partner'));
  }, 120_000);
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** What a call prints. */
  async function doyak(who: readonly string[], ...words: string[]): Promise<string> {
    const said: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    try {
      const program = new Command('doyak').exitOverride().configureOutput({ writeErr: () => undefined });
      addWebhooks(program);
      await program.parseAsync(['node', 'doyak', 'webhooks', '--url', app.doyak.url, ...who, ...words]);
    } finally {
      spy.mockRestore();
    }
    return said.join('');
  }
  const operator = (...words: string[]) =>
    doyak(['--as', 'operator@demo.example', '--password-file', join(folder, 'password')], ...words);
  const partner = (...words: string[]) => doyak(['--key-file', join(folder, 'token')], ...words);
  const asJson = async <Answer>(said: Promise<string>) => JSON.parse(await said) as Answer;
  const why = ['--reason', 'Their parser'];

  it('lists, shows, pauses, resumes endpoints, and says who may', async () => {
    const id = app.endpointId;
    expect(await operator('endpoints', 'list')).toContain(id);
    expect(
      (await asJson<Items>(operator('endpoints', 'list', '--status', 'active', '--json'))).items,
    ).toMatchObject([{ id, status: 'active' }]);
    expect(await operator('endpoints', 'list', '--alarm')).toContain('(none)');
    expect(await operator('endpoints', 'show', id)).toMatch(/status +active/);
    expect(await operator('endpoints', 'pause', id, ...why)).toBe('Paused.\n');
    expect(await asJson(partner('endpoints', 'show', id, '--json'))).toMatchObject({ status: 'paused' });
    await expect(operator('endpoints', 'pause', id, ...why)).rejects.toMatchObject({
      code: 'ENDPOINT_NOT_SO',
    });
    expect(await operator('endpoints', 'resume', id, ...why)).toBe('Resumed.\n');
    await expect(operator('endpoints', 'resume', id)).rejects.toThrow('--reason');
    await expect(doyak([], 'endpoints', 'list')).rejects.toThrow('--as');
    await expect(operator('feed')).rejects.toMatchObject({ status: 403 });
  });

  it('shows attempts, sends one or a range again after its count, and what is set aside', async () => {
    const id = app.endpointId;
    const caseId = await app.namedCase();
    await app.settled();
    const [first] = (await asJson<Items>(operator('attempts', id, '--json'))).items;
    expect(first).toMatchObject({ kind: 'message', status: 204 });
    const index = String(first!.index);
    const came = app.sink.received.length;
    expect(await operator('resend', id, index, ...why)).toBe('It is sent again.\n');
    await eventually(() => expect(app.sink.received).toHaveLength(came + 1));
    await app.settled();
    expect(await operator('attempts', id, '--index', index)).toContain('204');
    expect(await operator('unreceipted', '--older-than', '24')).toMatch(new RegExp(`${id} .* 0 +0 +0`));
    expect(
      (await asJson<Items>(partner('unreceipted', '--messages', '--endpoint', id, '--json'))).items,
    ).toMatchObject([{ endpointId: id, index, caseId }]);
    expect(await operator('replay', id, '--from', '0')).toMatch(
      /^1 messages from 0 to \d+\. Send them: --count 1\n$/,
    );
    await expect(operator('replay', id, '--from', '0', '--count', '7', ...why)).rejects.toMatchObject({
      code: 'COUNT_DIFFERS',
    });
    expect(await operator('replay', id, '--from', '0', '--count', '1', ...why)).toBe(
      '1 messages are sent again.\n',
    );
    await eventually(() => expect(app.sink.received).toHaveLength(came + 2));
    await app.settled();
    await operator('endpoints', 'pause', id, ...why);
    await app.hold(caseId);
    await eventually(async () => expect(await app.theEndpoint()).toMatchObject({ waiting: 2 }));
    const [held] = await app.messages('?state=waiting');
    expect(await operator('set-aside', 'add', id, held!.index, ...why)).toBe('It is set aside.\n');
    await eventually(async () =>
      expect((await asJson<Items>(operator('set-aside', 'list', id, '--json'))).items).toMatchObject([
        { index: held!.index, type: 'cases.case-held' },
      ]),
    );
    expect(await operator('set-aside', 'release', id, held!.index, ...why)).toBe('It is sent.\n');
    await operator('endpoints', 'resume', id, ...why);
    await eventually(() => expect(app.sink.sequencesOf(caseId)).toHaveLength(3));
  });

  it('pulls the feed with a token, cursor by cursor, and ends an endpoint for good', async () => {
    const id = app.endpointId;
    const page = await asJson<Items & { next: string }>(
      partner('feed', '--endpoint', id, '--limit', '2', '--json'),
    );
    expect(page.items).toHaveLength(2);
    const said = await partner('feed', '--endpoint', id, '--after', page.next, '--wait', '1');
    expect(said).toContain('kr.doyak.cases.case-resumed.v1');
    expect(said).toMatch(/Go on with --after \d+/);
    expect(await operator('endpoints', 'disable', id, ...why)).toBe('Disabled.\n');
    expect(await asJson(operator('endpoints', 'show', id, '--json'))).toMatchObject({ status: 'disabled' });
  });
});
