import { type Actor, fold } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callback, type CallbackCommand } from './callback.js';
import type { CallbackEvent } from './callback.events.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const actor: Actor = { kind: 'key', id: uuid(1), organisationId: uuid(2), authority: 'callback:v1a' };
const hash = (byte: number) => byte.toString(16).padStart(2, '0').repeat(32);
const receive = (id: number, byte: number): CallbackCommand => ({
  ...{ type: 'ReceiveCallback', callbackId: uuid(100 + byte), requestId: uuid(3), caseId: uuid(4) },
  ...{ organisationId: uuid(2), webhookId: `ans_${id}`, bodySha256: hash(byte), size: 80, scheme: 'v1a' },
  ...{ key: 'whpk_x', signature: 'c2ln', signedAt: testNow.toISOString() },
});
const refuse = (code: string, byte: number, webhookId?: string): CallbackCommand => ({
  ...{ type: 'RefuseCallback', requestId: uuid(3), caseId: uuid(4), code, bodySha256: hash(byte), size: 80 },
  ...(webhookId && { by: { organisationId: uuid(2), webhookId, scheme: 'v1a', key: 'whpk_x' } }),
});
const after = (...commands: CallbackCommand[]): CallbackEvent[] =>
  commands.reduce<CallbackEvent[]>((events, command) => {
    const state = fold(callback, events);
    try {
      return [...events, ...callback.decide({ ...command, now: testNow, actor }, state)];
    } catch {
      return events;
    }
  }, []);

describe('What comes to a callback', () => {
  it('is received once under its id; the same bytes again say nothing, others are refused', () => {
    const once = after(receive(1, 1));
    expect(once).toMatchObject([{ type: 'CallbackReceived', data: { receivedAt: testNow.toISOString() } }]);
    expect(
      given(callback, once)
        .when({ ...receive(1, 1), actor })
        .events(),
    ).toEqual([]);
    given(callback, once)
      .when({ ...receive(1, 2), actor })
      .thenRefuses('CALLBACK_ID_USED');
    expect(
      given(callback, once)
        .when({ ...receive(2, 2), actor })
        .events(),
    ).toHaveLength(1);
  });

  it('is on record when it was refused, once for the same', () => {
    const refused = after(refuse('REQUEST_LATE', 1, 'ans_1'));
    expect(refused).toHaveLength(1);
    const again = (command: CallbackCommand) =>
      given(callback, refused)
        .when({ ...command, actor })
        .events();
    expect(again(refuse('REQUEST_LATE', 1, 'ans_1'))).toEqual([]);
    expect(again(refuse('REQUEST_CLOSED', 1, 'ans_1'))).toHaveLength(1);
    expect(again(refuse('REQUEST_LATE', 1))).toHaveLength(1);
  });

  it('never has two bodies under one id, and its record is bounded, whatever comes in whatever order', () => {
    const command = fc.oneof(
      fc.tuple(fc.nat(70), fc.nat(3)).map(([id, byte]) => receive(id, byte)),
      fc.nat(250).map((byte) => refuse('CALLBACK_UNTRUSTED', byte)),
      fc.nat(250).map((byte) => refuse('REQUEST_LATE', byte, `ans_${byte}`)),
    );
    fc.assert(
      fc.property(fc.array(command, { minLength: 100, maxLength: 400, size: 'max' }), (commands) => {
        const { received, refused } = fold(callback, after(...commands));
        expect(new Set(received.map(({ webhookId }) => webhookId)).size).toBe(received.length);
        expect(received.length).toBeLessThanOrEqual(50);
        expect(refused.filter(({ by }) => !by).length).toBeLessThanOrEqual(20);
        expect(refused.filter(({ by }) => by).length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 30 },
    );
  });
});
