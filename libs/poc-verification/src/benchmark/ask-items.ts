import { setTimeout as delay } from 'node:timers/promises';
import { delayBeforeRetry, RetryAfter } from '@doyak/kernel/queues';
import { type CheckContext, CheckFault } from '@doyak/reviews';
import type { ItemRecord } from '../domain/item-record.js';
import { scoreOf } from '../suites/scoring/score.js';
import type { PlannedItem } from '../suites/suite-plans.js';
import { AskFailed, EndpointForbidden } from './ask-failed.js';
import type { Budget } from './budget.js';
import type { Answer } from './answer.js';
import type { Endpoint } from './endpoint.js';
import type { Pace } from './pace.js';

/** Requests for one item, and the pauses between them (ms). */
const TRIES = 4;
const BACKOFF = { kind: 'exponential', delayMs: 400, maxDelayMs: 10_000 } as const;
/** Items in a row without an answer after which the endpoint counts as away: what is missing then is the endpoint, not answers. */
const AWAY = 8;

export interface Asking {
  readonly stepId: string;
  readonly endpoint: Pick<Endpoint, 'ask'>;
  readonly budget: Budget;
  readonly pace: Pace;
  readonly concurrency: number;
  readonly context: Pick<CheckContext, 'signal' | 'progress'>;
  /** Keeps records, all or none; a record that is kept is never asked for again. */
  readonly keep: (records: readonly ItemRecord[]) => Promise<void>;
}

/**
 * Asks items, several at a time, and keeps each as soon as it is answered. Throws `CheckFault`: the endpoint is away (later another attempt goes
 * on where this one stopped), it refuses, or the budget is spent.
 */
export async function askItems(items: readonly PlannedItem[], total: number, asking: Asking): Promise<void> {
  const waiting = [...items];
  const stop = new AbortController();
  const signal = AbortSignal.any([asking.context.signal, stop.signal]);
  let kept = total - items.length;
  // Failed items are kept once an answer after them has shown that the endpoint was there.
  let failed: ItemRecord[] = [];
  const keep = async (records: readonly ItemRecord[]) => {
    if (records.length === 0) return;
    await asking.keep(records);
    kept += records.length;
    await asking.context.progress({ done: kept, total });
  };
  const work = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      const record = await askOne(item, { ...asking, signal });
      if (record.answer === null) {
        failed.push(record);
        if (failed.length >= AWAY) throw awayOf(failed);
        continue;
      }
      const before = failed;
      failed = [];
      await keep([...before, record]);
    }
  };
  const workers = Array.from({ length: Math.min(asking.concurrency, items.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
  await keep(failed);
}

function awayOf(failed: readonly ItemRecord[]): CheckFault {
  const classes = [...new Set(failed.map(({ error }) => error))];
  const refuses = classes.every((one) => one === 'malformed' || /^http-4(?!08|09|25|29)/.test(one ?? ''));
  const said = `${failed.length} items in a row without an answer: ${classes.join(', ')}`;
  return refuses
    ? new CheckFault('needs-person', 'ENDPOINT_REFUSES', said)
    : new CheckFault('transient', 'ENDPOINT_AWAY', said);
}

type Single = Asking & { readonly signal: AbortSignal };

async function askOne(item: PlannedItem, asking: Single): Promise<ItemRecord> {
  for (let tries = 1; ; tries += 1) {
    await asking.pace.turn(asking.signal);
    asking.signal.throwIfAborted();
    asking.budget.spendRequest();
    try {
      const id = `${asking.stepId}.${item.place}`;
      const answer = await asking.endpoint.ask(item.prompt, item.generation, id, asking.signal);
      asking.budget.spendTokens(answer.promptTokens + answer.completionTokens);
      return recordOf(item, answer, tries);
    } catch (error) {
      if (error instanceof EndpointForbidden)
        throw new CheckFault('needs-person', 'ENDPOINT_FORBIDDEN', error.message);
      if (!(error instanceof AskFailed)) throw error;
      const { sensible, afterMs } = error.retry;
      if (!sensible || tries >= TRIES) return failedRecordOf(item, error, tries);
      const cause = afterMs === undefined ? error : new RetryAfter(afterMs);
      await delay(delayBeforeRetry(BACKOFF, tries, cause, Math.random()), undefined, {
        signal: asking.signal,
      });
    }
  }
}

function placed({ place, suite, task, item, measure, perturbs, prompt, scoring }: PlannedItem) {
  const base = { place, suite, task, item, measure, prompt, scoring };
  return perturbs === undefined ? base : { ...base, perturbs };
}

/** What is kept of an item that was answered. */
export function recordOf(
  item: PlannedItem,
  { text, finish, ...measured }: Omit<Answer, 'endToEndUs'> & { endToEndUs: number | null },
  tries: number,
): ItemRecord {
  const score = scoreOf(text, item);
  return { ...placed(item), answer: text, finish, score, error: null, tries, ...measured };
}

function failedRecordOf(item: PlannedItem, { errorClass }: AskFailed, tries: number): ItemRecord {
  const nothing = { answer: null, finish: null, score: null, firstTokenUs: null, endToEndUs: null };
  const tokens = { promptTokens: 0, completionTokens: 0, tokensEstimated: false };
  return { ...placed(item), ...nothing, ...tokens, error: errorClass, tries };
}
