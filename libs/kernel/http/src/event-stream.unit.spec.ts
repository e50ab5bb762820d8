import { describe, expect, it } from '@jest/globals';
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
    if (this.writableEnded) this.late += 1;
    this.written.push(text);
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const logger = pino({ level: 'silent' });
const run = (
  response: FakeResponse,
  source: AsyncIterable<{ data: unknown }>,
  lifetimeMs: number,
  signal?: AbortSignal,
) =>
  sendEvents(
    response as unknown as Response,
    source,
    { heartbeatMs: 5, lifetimeMs },
    signal ?? new AbortController().signal,
    logger,
  );

async function* endless() {
  yield { data: 1 };
  await new Promise(() => undefined);
}

describe('sendEvents', () => {
  it('ends after its lifetime, although the source never answers', async () => {
    const response = new FakeResponse();
    await run(response, endless(), 30);
    expect(response.writableEnded).toBe(true);
    expect(response.written.join('')).toContain('data: 1\n\n');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(response.late).toBe(0);
  });

  it('ends at once for a signal that came before it', async () => {
    const response = new FakeResponse();
    await run(response, endless(), 60_000, AbortSignal.abort());
    expect([response.writableEnded, response.written]).toEqual([true, []]);
  });
});
