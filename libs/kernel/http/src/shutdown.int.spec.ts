import { afterEach, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { exchange, open, portOf } from '../test-support/raw-http.js';
import { feed, gate, startThingApp, type ThingApp } from '../test-support/thing-app.js';

let running: ThingApp | undefined;

afterEach(async () => {
  await running?.app.close();
});

const ask = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer operator\r\nConnection: close\r\n\r\n`;

/** A request that waits in its handler until `release`. */
function hold(): { entered: Promise<void>; release: () => void } {
  let release: () => void = () => undefined;
  gate.open = new Promise((resolve) => (release = resolve));
  const entered = new Promise<void>((resolve) => (gate.entered = resolve));
  return { entered, release };
}

describe('shutdown', () => {
  it('takes no more, lets what is under way finish, and ends event streams', async () => {
    running = await startThingApp();
    const { app } = running;
    const port = portOf(app);
    const { entered, release } = hold();
    feed.source = async function* (_after, signal) {
      yield { id: 1, data: 'first' };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    };
    const streaming = exchange(app, ask('/v1/live'));
    const underWay = exchange(app, ask('/v1/failures/gate'));
    await entered;
    const stopped = app.close();
    await streaming;
    const refused = connect(port, '127.0.0.1');
    const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    release();
    expect(await underWay).toContain('200 OK');
    await stopped;
  });

  it('refuses a further request on an open connection with 503', async () => {
    running = await startThingApp();
    const { app } = running;
    const { entered, release } = hold();
    const socket = open(app);
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    const closed = once(socket, 'close');
    socket.write('GET /v1/failures/gate HTTP/1.1\r\nHost: x\r\n\r\n');
    await entered;
    const stopped = app.close();
    socket.write('GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n');
    release();
    await closed;
    await stopped;
    expect(answers).toContain('200 OK');
    expect(answers.split('HTTP/1.1 ').length).toBeLessThanOrEqual(3);
    if (answers.split('HTTP/1.1 ').length === 3) expect(answers).toContain('SHUTTING_DOWN');
  });

  it('waits no longer than its bound', async () => {
    running = await startThingApp({ drainTimeout: 50 });
    const { app } = running;
    const { entered, release } = hold();
    const underWay = exchange(app, ask('/v1/failures/gate'));
    await entered;
    await app.close();
    expect(await underWay).toBe('');
    release();
  });
});
