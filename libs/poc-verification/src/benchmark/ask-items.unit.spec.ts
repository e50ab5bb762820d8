import { describe, expect, it } from '@jest/globals';
import type { ItemRecord } from '../domain/item-record.js';
import type { PlannedItem } from '../suites/suite-plans.js';
import { AskFailed, statusFailed } from './ask-failed.js';
import { askItems } from './ask-items.js';
import { Budget } from './budget.js';
import type { Answer } from './answer.js';
import { Pace } from './pace.js';

const items = (count: number): PlannedItem[] =>
  Array.from({ length: count }, (_, place) => ({
    ...{ place, suite: 's', task: 't', item: `i${place}`, measure: 'accuracy' as const, prompt: `p${place}` },
    scoring: { kind: 'number' as const, target: '1', tolerance: '0' },
    generation: { stop: [], maxTokens: 8, temperature: 0 },
  }));
const said: Answer = {
  ...{ text: '1', finish: 'stop', firstTokenUs: 1, endToEndUs: 2, promptTokens: 5, completionTokens: 1 },
  tokensEstimated: false,
};

function run(
  count: number,
  ask: (prompt: string, at: number) => Answer | Error,
  requests = 1_000,
  concurrency = 4,
) {
  const kept: ItemRecord[] = [];
  const prompts: string[] = [];
  const context = { signal: new AbortController().signal, progress: () => Promise.resolve() };
  const endpoint = {
    ask: (prompt: string) => {
      prompts.push(prompt);
      const answer = ask(prompt, prompts.filter((one) => one === prompt).length);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const keep = (records: readonly ItemRecord[]) => Promise.resolve(void kept.push(...records));
  const budget = new Budget({ requests, tokens: 100_000 }, { requests: 0, tokens: 0 });
  const asking = { stepId: 'step', endpoint, budget, pace: new Pace(undefined), concurrency, context, keep };
  return { kept, prompts, done: askItems(items(count), count, asking) };
}
const passing = () => new AskFailed('http-503', 'busy', { sensible: true, afterMs: 0 });

describe('Asking items', () => {
  it('keeps each once', async () => {
    const { kept, prompts, done } = run(50, () => said);
    await done;
    expect(kept.map(({ place }) => place).sort((a, b) => a - b)).toEqual(items(50).map(({ place }) => place));
    expect(prompts).toHaveLength(50);
  });

  it('tries again what may pass, and keeps as an error what does not', async () => {
    const { kept, done } = run(6, (prompt, at) => {
      if (prompt === 'p1' && at < 3) return passing();
      return prompt === 'p2' ? statusFailed(400, undefined) : said;
    });
    await done;
    const of = (place: number) => kept.find((one) => one.place === place)!;
    expect(of(1)).toMatchObject({ tries: 3, score: 'right', error: null });
    expect(of(2)).toMatchObject({ tries: 1, answer: null, error: 'http-400', score: null });
    expect(kept).toHaveLength(6);
  });

  it('keeps no errors of an endpoint that is away, so that they are asked when it is back', async () => {
    const { kept, done } = run(40, (prompt) => (Number(prompt.slice(1)) < 10 ? said : passing()));
    await expect(done).rejects.toMatchObject({ kind: 'transient', code: 'ENDPOINT_AWAY' });
    expect(kept).toHaveLength(10);
    expect(kept.every(({ error }) => error === null)).toBe(true);
  });

  it('asks a person where the endpoint refuses, or the budget is spent', async () => {
    const refused = run(20, () => statusFailed(401, undefined));
    await expect(refused.done).rejects.toMatchObject({ kind: 'needs-person', code: 'ENDPOINT_REFUSES' });
    const spent = run(20, () => said, 5);
    await expect(spent.done).rejects.toMatchObject({ kind: 'needs-person', code: 'REQUESTS_SPENT' });
    expect(spent.kept).toHaveLength(5);
    expect(spent.prompts).toHaveLength(5);
  });
});
