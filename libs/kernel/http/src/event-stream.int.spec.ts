import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:net';
import { open } from '../test-support/raw-http.js';
import { feed, startThingApp, type ThingApp } from '../test-support/thing-app.js';

let running: ThingApp;

beforeAll(async () => {
  running = await startThingApp();
});

beforeEach(() => {
  running.log.length = 0;
});

afterAll(() => running.app.close());

interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  /** Resolves once what came satisfies the condition; rejects when the line ends first. */
  readonly until: (condition: (text: string) => boolean) => Promise<void>;
  readonly closed: Promise<void>;
}

function follow(...headers: string[]): Client {
  const socket = open(running.app);
  let text = '';
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const lines = [
    'GET /v1/live HTTP/1.1',
    'Host: x',
    'Authorization: Bearer operator',
    'Connection: close',
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return {
    socket,
    text: () => text,
    closed,
    until: (condition) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (condition(text)) resolve();
        };
        socket.on('data', look);
        socket.on('close', () =>
          condition(text) ? resolve() : reject(new Error(`The line ended after: ${text}`)),
        );
        look();
      }),
  };
}

/** Waits until aborted, as a source at the end of the log does. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

describe('event streams', () => {
  it('write id, event and data, one frame each, and end with their source', async () => {
    feed.source = async function* () {
      yield { id: 7, event: 'changed', data: { text: 'two\nlines' } };
      yield { id: 8, event: 'odd\nname', data: null };
    };
    const client = follow();
    await client.closed;
    expect(client.text()).toContain('Content-Type: text/event-stream; charset=utf-8');
    expect(client.text()).toContain('id: 7\nevent: changed\ndata: {"text":"two\\nlines"}\n\n');
    expect(client.text()).toContain('id: 8\nevent: odd name\ndata: null\n\n');
  });

  it('go on after Last-Event-ID', async () => {
    feed.source = async function* (after) {
      yield { id: (after ?? 0) + 1, data: 'next' };
    };
    const client = follow('Last-Event-ID: 41');
    await client.closed;
    expect(client.text()).toContain('id: 42\n');
    const lost = follow('Last-Event-ID: elsewhere');
    await lost.closed;
    expect(lost.text()).toContain('"code":"MALFORMED_HEADER"');
  });

  it('send comments while nothing happens, past the time that other routes have', async () => {
    feed.source = async function* (_after, signal) {
      await aborted(signal);
      yield { id: 1, data: 'at the end' };
    };
    const client = follow();
    await client.until((text) => (text.match(/:\n\n/g) ?? []).length >= 3);
    client.socket.destroy();
  });

  it('tell the source when the client goes, and write no more', async () => {
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => (left = resolve));
    let finished: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (finished = resolve));
    feed.source = async function* (_after, signal) {
      try {
        yield { id: 1, data: 'first' };
        await aborted(signal);
        left();
        yield { id: 2, data: 'too late' };
      } finally {
        finished();
      }
    };
    const client = follow();
    await client.until((text) => text.includes('first'));
    client.socket.destroy();
    await gone;
    await closed;
    expect(running.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('end in an orderly way when their source breaks, and say so in the log', async () => {
    feed.source = async function* () {
      yield { id: 1, data: 'first' };
      throw new Error('broken source');
    };
    const client = follow();
    await client.closed;
    expect(client.text()).toContain('first');
    expect(client.text()).not.toContain('broken source');
    expect(running.log.filter(({ level }) => level === 'error')).toMatchObject([
      { msg: 'an event stream broke' },
    ]);
  });

  it('are refused like any other route', async () => {
    const client = follow('Accept: application/json');
    await client.closed;
    expect(client.text()).toContain('"code":"NOT_ACCEPTABLE"');
  });
});
