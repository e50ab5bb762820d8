import type { Dispatcher } from 'undici';
import type { Bound } from './bound.js';
import { asFailure } from './failures.js';

export interface OutboundAnswer {
  readonly status: number;
  /** Lower-case names; of a repeated header all values. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first bytes of the answer, as they came: compressed ones are not unpacked. */
  readonly body: Buffer;
  /** The answer was longer than what was kept; the rest was not read. */
  readonly truncated: boolean;
}

/**
 * One request and the beginning of its answer. It listens to undici itself: a stream, its iterator and a signal for each request would
 * cost more than the request.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  bound: Bound,
  most: number,
): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let over = false;
    let controller: Dispatcher.DispatchController | undefined;
    let head: Pick<OutboundAnswer, 'status' | 'headers'> = { status: 0, headers: {} };
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      bound.done();
      settle();
    };
    const answer = () => {
      const [only] = parts;
      const whole = parts.length === 1 && only ? only : Buffer.concat(parts);
      resolve({ ...head, body: whole.subarray(0, most), truncated: size > most });
    };
    bound.whenOver((reason) => {
      end(() => reject(reason));
      controller?.abort(reason);
    });
    if (over) return;
    dispatcher.dispatch(request, {
      onRequestStart: (started) => {
        controller = started;
        // It was given up while it waited for a connection.
        if (over) started.abort(bound.reason ?? new Error('The request is over'));
      },
      onResponseStart: (_, status, headers) => {
        head = { status, headers };
      },
      onResponseData: (reading, chunk) => {
        if (over) return;
        parts.push(chunk);
        size += chunk.length;
        if (size <= most) return;
        end(answer);
        // The rest is not read.
        reading.abort(new Error('Enough has been read'));
      },
      onResponseEnd: () => end(answer),
      onResponseError: (_, error) => end(() => reject(asFailure(error))),
    });
  });
}
