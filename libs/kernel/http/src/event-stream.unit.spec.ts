import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import pino from 'pino';
import { sendEvents } from './event-stream.js';

/** A response that notes what is written, and whether anything was written after its end. */
class FakeResponse extends EventEmitter {
  writableEnded = false;
  destroyed = false;
  writableNeedDrain = false;
  readonly written: string[] = [];
  late = 0;

  status(): this {
    return this;
  }

  setHeader(): this {
    return this;
  }

  flushHeaders(): void {}

  write(text: string): boolean {
    if (this.writableEnded || this.destroyed) this.late += 1;
    this.written.push(text);
    return !this.writableNeedDrain;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

const logger = pino({ level: 'silent' });

function run(
  response: FakeResponse,
  source: AsyncIterable<{ data: unknown }>,
  signal = new AbortController().signal,
) {
  const options = { heartbeatMs: 1_000, lifetimeMs: 60_000 };
  return sendEvents(response as unknown as Response, source, options, signal, logger);
}

async function* silent() {
  yield { data: 1 };
  await new Promise(() => undefined);
}

describe('sendEvents', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('ends after its lifetime, although the source never answers, and writes nothing afterwards', async () => {
    const response = new FakeResponse();
    const done = run(response, silent());
    await jest.advanceTimersByTimeAsync(59_500);
    expect([response.writableEnded, response.written.filter((text) => text === ':\n\n')]).toEqual([
      false,
      Array(59).fill(':\n\n'),
    ]);
    await jest.advanceTimersByTimeAsync(600_000);
    await done;
    expect([response.writableEnded, response.late, response.listenerCount('close')]).toEqual([true, 0, 0]);
    expect(response.written).toContain('data: 1\n\n');
  });

  it('ends at once for a signal that came before it', async () => {
    const response = new FakeResponse();
    await run(response, silent(), AbortSignal.abort());
    expect([response.writableEnded, response.written]).toEqual([true, []]);
  });

  it('asks the source for no more than the client takes, and sends no comment meanwhile', async () => {
    const response = new FakeResponse();
    let asked = 0;
    const done = run(
      response,
      (async function* () {
        while (asked < 3) {
          asked += 1;
          yield { data: asked };
        }
      })(),
    );
    response.writableNeedDrain = true;
    await jest.advanceTimersByTimeAsync(5_000);
    expect([asked, response.written]).toEqual([1, ['data: 1\n\n']]);
    response.writableNeedDrain = false;
    response.emit('drain');
    await done;
    expect([asked, response.written.length]).toEqual([3, 3]);
  });

  it('cuts a client that takes nothing for half a minute', async () => {
    const response = new FakeResponse();
    response.writableNeedDrain = true;
    let finished = false;
    const done = run(
      response,
      (async function* () {
        try {
          for (let n = 0; n < 1_000; n += 1) yield { data: 'more' };
        } finally {
          finished = true;
        }
      })(),
    );
    await jest.advanceTimersByTimeAsync(29_999);
    expect(response.destroyed).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await done;
    expect([response.destroyed, response.late, finished]).toEqual([true, 0, true]);
  });
});
