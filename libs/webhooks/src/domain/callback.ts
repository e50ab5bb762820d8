import { type Decider, Refusal } from '@doyak/kernel/decider';
import type { CallbackEvent, ReceivedCallback, RefusedCallback } from './callback.events.js';

export interface CallbackState {
  readonly received: readonly ReceivedCallback[];
  readonly refused: readonly RefusedCallback[];
}

export type CallbackCommand =
  | ({ type: 'ReceiveCallback' } & Omit<ReceivedCallback, 'receivedAt'>)
  | ({ type: 'RefuseCallback' } & Omit<RefusedCallback, 'receivedAt'>);

/** Answers to one request that are taken in at most, corrections included. */
const MOST_RECEIVED = 50;
/** Refusals that are recorded of one request: of whoever signed, and of anybody. What comes beyond is counted in the metrics alone. */
const MOST_REFUSED = { signed: 100, unsigned: 20 };

/** What came to the callback of one request: an answer's id is used once, and what was refused is on record. */
export const callback: Decider<CallbackState, CallbackCommand, CallbackEvent> = {
  name: 'callback',
  initialState: { received: [], refused: [] },

  evolve(state, { type, data }) {
    return type === 'CallbackReceived'
      ? { ...state, received: [...state.received, data] }
      : { ...state, refused: [...state.refused, data] };
  },

  decide({ type, now, actor: _, ...data }, state) {
    const receivedAt = now.toISOString();
    if (type === 'ReceiveCallback') {
      const given = data as Omit<ReceivedCallback, 'receivedAt'>;
      const known = state.received.find(({ webhookId }) => webhookId === given.webhookId);
      if (known?.bodySha256 === given.bodySha256) return [];
      if (known) throw idUsed();
      if (state.received.length >= MOST_RECEIVED)
        throw new Refusal(
          'conflict',
          'CALLBACKS_TOO_MANY',
          `A request takes ${MOST_RECEIVED} answers at most`,
        );
      return [{ type: 'CallbackReceived', data: { ...given, receivedAt } }];
    }
    const given = data as Omit<RefusedCallback, 'receivedAt'>;
    const alike = state.refused.filter(({ by }) => (by === undefined) === (given.by === undefined));
    const before = alike.some((one) => sameRefusal(one, given));
    if (before || alike.length >= (given.by ? MOST_REFUSED.signed : MOST_REFUSED.unsigned)) return [];
    return [{ type: 'CallbackRefused', data: { ...given, receivedAt } }];
  },
};

export const idUsed = () =>
  new Refusal('conflict', 'CALLBACK_ID_USED', 'This webhook-id has been used for another answer');

const sameRefusal = (one: Omit<RefusedCallback, 'receivedAt'>, other: typeof one) =>
  one.code === other.code && one.bodySha256 === other.bodySha256 && one.by?.webhookId === other.by?.webhookId;
