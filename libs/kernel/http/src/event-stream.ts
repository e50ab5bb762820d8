import type { Response } from 'express';
import type { Logger } from 'pino';
import type { ServerSentEvent } from './media.js';

/** How long a reading client may take to make room before the stream is cut. */
const STALLED_MS = 30_000;

/**
 * Writes server-sent events until the source ends, the client goes, the signal comes or the lifetime is over. Holds at most one
 * event back: the source is asked for the next one only when the socket has room.
 */
export async function sendEvents(
  response: Response,
  events: AsyncIterable<ServerSentEvent>,
  options: { readonly heartbeatMs: number; readonly lifetimeMs: number },
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  let over = false;
  let end: () => void = () => undefined;
  const ended = new Promise<'ended'>((resolve) => {
    end = () => {
      over = true;
      resolve('ended');
    };
  });
  const lifetime = setTimeout(end, options.lifetimeMs);
  const heartbeat = setInterval(() => {
    if (!over && !response.writableNeedDrain) response.write(':\n\n');
  }, options.heartbeatMs);
  response.once('close', end);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();

  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Accel-Buffering', 'no');
  response.flushHeaders();
  try {
    while (!over) {
      const step = await Promise.race([iterator.next(), ended]);
      if (step === 'ended' || step.done || over) break;
      if (!response.write(frame(step.value))) await roomToWrite(response, ended);
    }
  } catch (error) {
    logger.error({ err: error }, 'an event stream broke');
  } finally {
    over = true;
    clearTimeout(lifetime);
    clearInterval(heartbeat);
    signal.removeEventListener('abort', end);
    response.off('close', end);
    // A source that waits for something may answer late or never: its end is not waited for.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (!response.destroyed && !response.writableEnded) response.end();
  }
}

async function roomToWrite(response: Response, ended: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      response.destroy();
      resolve();
    }, STALLED_MS);
  });
  let drained: () => void = () => undefined;
  const room = new Promise<void>((resolve) => {
    drained = resolve;
    response.once('drain', drained);
  });
  await Promise.race([room, ended, stalled]);
  response.off('drain', drained);
  clearTimeout(timer);
}

function frame({ id, event, data }: ServerSentEvent): string {
  const line = (text: string) => text.replaceAll(/[\r\n\0]/g, ' ');
  return (
    (id === undefined ? '' : `id: ${line(String(id))}\n`) +
    (event === undefined ? '' : `event: ${line(event)}\n`) +
    `data: ${JSON.stringify(data)}\n\n`
  );
}
