import type { Logger as PinoLogger } from 'pino';

/** A budget of requests: `points` within any `seconds`. */
export interface RateLimit {
  readonly points: number;
  readonly seconds: number;
}

/** Every bound of the edge. Sizes in bytes, times in ms. */
export interface EdgeSettings {
  /** Version in the API document. */
  readonly version: string;
  /** How clients reach the API; the API document's server. Default: relative to the document. */
  readonly publicUrl?: string;
  /** Express `trust proxy`: hop count or addresses. Default: none, so that `X-Forwarded-For` is ignored. */
  readonly trustProxy?: string;
  readonly logger: PinoLogger;
  /** What time it is; a command's `now` comes from here. */
  readonly now: () => Date;
  /** Origins allowed to call from a browser. Default: none. */
  readonly corsOrigins: readonly string[];
  /** JSON body of a route that names no limit. */
  readonly bodyLimit: number;
  readonly urlLimit: number;
  readonly headerLimit: number;
  /** Until all headers have arrived. */
  readonly headersTimeout: number;
  /** Until the whole request has arrived; a slow body is cut off with 408. */
  readonly requestTimeout: number;
  /** Until the edge gives up on a handler. */
  readonly handlerTimeout: number;
  /** How long an idle connection is kept. */
  readonly keepAliveTimeout: number;
  /** How long a stopping process waits for requests under way. */
  readonly drainTimeout: number;
  /** In memory of this process: with n API processes a client has n budgets. */
  readonly rateLimits: {
    readonly perAddress: RateLimit;
    readonly perPrincipal: RateLimit;
    /** Per address on routes that test a secret. */
    readonly signIn: RateLimit;
  };
}

export type EdgeOptions = Partial<EdgeSettings> & Pick<EdgeSettings, 'version' | 'logger'>;

export function withDefaults(options: EdgeOptions): EdgeSettings {
  return {
    now: () => new Date(),
    corsOrigins: [],
    bodyLimit: 256 * 1024,
    urlLimit: 8 * 1024,
    headerLimit: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    handlerTimeout: 30_000,
    keepAliveTimeout: 65_000,
    drainTimeout: 10_000,
    rateLimits: {
      perAddress: { points: 1_200, seconds: 60 },
      perPrincipal: { points: 1_200, seconds: 60 },
      signIn: { points: 20, seconds: 300 },
    },
    ...options,
  };
}
