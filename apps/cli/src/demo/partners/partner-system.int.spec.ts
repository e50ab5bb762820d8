import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callbacksOver } from '../../../../../test/support/callbacks-over.js';
import { PartnerApp } from '../../../../../test/support/partner-app.js';
import { DEMO_PASSWORD } from '../../demo-seed.js';
import { PartnerSystem } from './partner-system.js';

describe('The system of a partner in the demo', () => {
  let app: PartnerApp;
  let system: PartnerSystem;
  beforeAll(async () => {
    app = await PartnerApp.start();
    await app.grant(app.granted()).expect(200);
    system = await PartnerSystem.connect({
      ...{ url: app.doyak.url, organisationId: app.partnerId, now: new Date().toISOString() },
      ...{ email: 'partner@demo.example', password: DEMO_PASSWORD },
    });
  }, 120_000);
  afterAll(async () => {
    system.close();
    await app.close();
  });

  it('registers key and endpoint, receipts every message and answers what it is asked', async () => {
    const over = callbacksOver(app, generateKeyPairSync('ed25519').privateKey);
    await over.publish();
    const { requestId, caseId } = await over.ask();
    await eventually(async () => {
      const { answers } = await over.page(requestId);
      expect(answers).toMatchObject([{ outcome: 'willing', signedBy: { scheme: 'v1a' } }]);
    });
    const { items } = await app.read<{ items: { id: string; status: string }[] }>('/v1/webhook-endpoints');
    expect(items).toMatchObject([{ status: 'active' }]);
    app.endpointId = items[0]!.id;
    await eventually(async () => {
      const messages = await app.messages(`?caseId=${caseId}`);
      expect(messages.map(({ type }) => type)).toEqual([
        'reviews.external-request-made',
        'reviews.external-request-answered',
      ]);
      for (const { receiptAt } of messages) expect(receiptAt).not.toBeNull();
    });
  });
});
