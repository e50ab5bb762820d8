import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { EdgeAdapter } from './edge-adapter.js';
import type { RateLimit } from './options.js';
import { Problem } from './problems.js';

type Budget = 'perAddress' | 'perPrincipal' | 'signIn';

/** Budgets of requests, in the memory of this process. */
@Injectable()
export class RateLimits {
  private readonly limiters: Readonly<Record<Budget, RateLimiterMemory>>;
  private readonly adapter: EdgeAdapter;

  constructor(host: HttpAdapterHost<EdgeAdapter>) {
    this.adapter = host.httpAdapter;
    const { rateLimits } = this.adapter.settings;
    this.limiters = {
      perAddress: limiter(rateLimits.perAddress),
      perPrincipal: limiter(rateLimits.perPrincipal),
      signIn: limiter(rateLimits.signIn),
    };
  }

  /** Takes one request from a budget and says in `RateLimit-*` what is left; throws the 429 problem when nothing is. */
  async take(budget: Budget, key: string, response: Response): Promise<void> {
    const { points, seconds } = this.adapter.settings.rateLimits[budget];
    let state: RateLimiterRes;
    let over = false;
    try {
      state = await this.limiters[budget].consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      state = refusal;
      over = true;
    }
    const reset = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    response.setHeader('RateLimit-Policy', `"${budget}";q=${points};w=${seconds}`);
    response.setHeader('RateLimit', `"${budget}";r=${Math.max(0, state.remainingPoints)};t=${reset}`);
    if (!over) return;
    this.adapter.metrics.limited(budget);
    throw new Problem('RATE_LIMITED', `Only ${points} requests in ${seconds} s.`, {
      headers: { 'Retry-After': String(reset) },
    });
  }
}

function limiter({ points, seconds }: RateLimit): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: seconds });
}
