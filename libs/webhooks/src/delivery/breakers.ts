import { Inject, Injectable } from '@nestjs/common';
import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CountBreaker,
  DelegateBackoff,
  handleType,
} from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { DeliverySettings } from './delivery-settings.js';

/** An attempt that says something about the endpoint, not about the message. */
export class EndpointFault<Result> extends Error {
  constructor(readonly result: Result) {
    super('The endpoint does not work');
  }
}

export interface Breaker {
  /** Runs an attempt unless the circuit is open. `work` throws `EndpointFault` for what counts. Answers `undefined` when it is open. */
  run<Result>(work: () => Promise<Result>): Promise<Result | undefined>;
  /** Ms until the next attempt may be made; 0 while the circuit is closed. */
  pause(): number;
}

/** Attempts that are looked at, and the share of failures among them that opens the circuit: half of them failing does not. */
const WINDOW = { size: 20, minimumNumberOfCalls: 5, threshold: 0.8 };
const KNOWN = 2_000;

/** A circuit breaker for each endpoint (cockatiel). It lives in the process: after a restart a few attempts more are made. */
@Injectable()
export class Breakers {
  private readonly byEndpoint = new LRUCache<string, Breaker>({ max: KNOWN });

  constructor(@Inject(DeliverySettings) private readonly settings: DeliverySettings) {}

  of(endpointId: string): Breaker {
    const known = this.byEndpoint.get(endpointId);
    if (known) return known;
    const made = this.make();
    this.byEndpoint.set(endpointId, made);
    return made;
  }

  /** A person looked after the endpoint: it begins anew. */
  forget(endpointId: string): void {
    this.byEndpoint.delete(endpointId);
  }

  private make(): Breaker {
    const { breakFirst, breakLongest } = this.settings;
    let until = 0;
    const policy: CircuitBreakerPolicy = circuitBreaker(handleType(EndpointFault), {
      breaker: new CountBreaker(WINDOW),
      halfOpenAfter: new DelegateBackoff<{ attempt: number }>(({ attempt }) => {
        const pause = Math.min(breakFirst * 2 ** (attempt - 1), breakLongest);
        until = Date.now() + pause;
        return pause;
      }),
    });
    policy.onReset(() => {
      until = 0;
    });
    return {
      pause: () => Math.max(0, until - Date.now()),
      run: async (work) => {
        try {
          return await policy.execute(work);
        } catch (error) {
          if (error instanceof BrokenCircuitError) return undefined;
          if (error instanceof EndpointFault)
            return (error as EndpointFault<Awaited<ReturnType<typeof work>>>).result;
          throw error;
        }
      },
    };
  }
}
