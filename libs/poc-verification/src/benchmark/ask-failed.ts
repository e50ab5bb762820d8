import { OutboundFailed, OutboundRefused } from '@doyak/kernel/outbound';

/** Why a request brought no answer. `class` goes into the figures. */
export class AskFailed extends Error {
  override readonly name = 'AskFailed';

  constructor(
    readonly errorClass: string,
    message: string,
    readonly retry: { readonly sensible: boolean; readonly afterMs?: number },
  ) {
    super(message);
  }
}

/** The address must not be asked: nothing that a run could wait for. */
export class EndpointForbidden extends Error {
  override readonly name = 'EndpointForbidden';
}

const PASSING = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

export function statusFailed(status: number, retryAfter: string | undefined): AskFailed {
  const seconds = Number(retryAfter);
  const afterMs = Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 60) * 1_000 : undefined;
  return new AskFailed(`http-${status}`, `The endpoint answered ${status}`, {
    sensible: PASSING.has(status),
    ...(afterMs !== undefined && { afterMs }),
  });
}

/** Errors of the connection in the words above; others pass as they are. */
export function asAskFailed(error: unknown): unknown {
  if (error instanceof OutboundRefused) return new EndpointForbidden(error.message);
  if (!(error instanceof OutboundFailed) || error.code === 'ABORTED') return error;
  const errorClass = error.code === 'TIMED_OUT' ? 'timeout' : 'connection';
  return new AskFailed(errorClass, error.message, { sensible: true });
}
