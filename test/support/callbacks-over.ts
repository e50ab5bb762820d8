import { randomUUID, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventually } from '@doyak/kernel/testing';
import { type Answer, publicKeyText, signAnswer, signWebhook } from '@doyak/webhook-receiver';
import { expect } from '@jest/globals';
import type { PartnerApp } from './partner-app.js';
import { publishProgram } from './programs.js';
import { reviewsOver } from './reviews-over.js';

/** The request to the fund stands beside a task, so that nothing is built on its answer at once. */
const PROGRAM = readFileSync(new URL('../fixtures/programs/reviewed.yaml', import.meta.url), 'utf8')
  .replace(
    'after: { any: [{ step: fund, outcomes: [willing] }] }',
    'after: { all: [{ step: fund, outcomes: [willing] }, { step: other, outcomes: [fine] }] }',
  )
  .replace(
    '            - id: head\n',
    `            - id: other
              title: { ko: 현장 확인, en: Visit }
              kind: human
              after: { all: [{ step: desk, outcomes: [sound] }] }
              role: operator
              assignment: pull
              eyes: 1
              instructions: { ko: 방문한다., en: Visit. }
              within: { count: 5, unit: working-days }
              reminders: []
              outcomes:
                - { id: fine, title: { ko: 적합, en: Fine } }
                - { id: bad, title: { ko: 부적합, en: Bad } }
            - id: head
`,
  )
  .replace(
    '- { step: head, outcomes: [rejected] }',
    '- { step: head, outcomes: [rejected] }\n                  - { step: other, outcomes: [bad] }',
  );

const DAY = 86_400_000;

interface Page {
  status: string;
  answers: {
    number: number;
    outcome: string;
    bodySha256: string;
    signedBy: { scheme: string; key: string } | null;
  }[];
  refused: { code: string; signedBy: { organisationId: string } | null }[];
}

/** What specs of callbacks do: a partner is asked, and answers, signed with `own`. */
export function callbacksOver(app: PartnerApp, own: KeyObject) {
  const over = reviewsOver(app.doyak);
  const publish = () => publishProgram(app.doyak, 'reviewed', PROGRAM);
  const ask = async () => {
    const { id: applicationId, caseId, review } = await over.apply('people');
    const desk = await eventually(async () => {
      const found = await over.step(review, 'desk');
      expect(found).toBeDefined();
      return found!;
    });
    const settled = { outcome: 'sound', reason: 'Seen' };
    await app.post('operator', `/v1/review-steps/${desk.id}/settle`, settled).expect(200);
    const fund = await eventually(async () => {
      const found = await over.step(review, 'fund');
      expect(found?.request).toBeTruthy();
      return found!;
    });
    return { applicationId, caseId, review, requestId: fund.id, answerBefore: fund.request!.answerBefore };
  };
  const send = async (
    requestId: string,
    { body, headers }: { body: string | Uint8Array<ArrayBuffer>; headers: object },
  ) => {
    const answer = await fetch(`${app.doyak.url}/v1/callbacks/${requestId}`, {
      ...{ method: 'POST', body },
      headers: { ...headers, Prefer: 'wait=5' },
    });
    return {
      status: answer.status,
      ...((await answer.json()) as { code?: string; answer?: { number: number } }),
    };
  };
  const say = (answer: Answer, keys: Parameters<typeof signAnswer>[1] = { key: own }, now?: Date) =>
    send(answer.requestId, signAnswer(answer, keys, now));
  const page = async (requestId: string, person = 'operator') =>
    app.read<Page>(`/v1/callbacks/${requestId}`, person);
  const register = (publicKey: KeyObject, organisationId = app.partnerId, from = -DAY, until = DAY) =>
    app.post('operator', `/v1/webhook-partners/${organisationId}/keys`, {
      publicKey: publicKeyText(publicKey),
      validFrom: new Date(Date.now() + from).toISOString(),
      validUntil: new Date(Date.now() + until).toISOString(),
    });
  const signed = (body: string | Uint8Array<ArrayBuffer>, id = `ans_${randomUUID()}`) => {
    const timestamp = Math.floor(Date.now() / 1_000);
    const signature = signWebhook({ id, timestamp, body }, { privateKeys: [own] });
    return {
      body,
      headers: {
        'content-type': 'application/json',
        ...{ 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
      },
    };
  };
  return { publish, ask, send, say, page, register, signed };
}
