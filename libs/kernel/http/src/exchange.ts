import type { ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from './authenticator.js';
import type { RequestContext } from './request-context.js';

/** What the edge knows of one request while it is answered. */
export interface Exchange {
  readonly correlationId: string;
  readonly arrivedAt: Date;
  /** Aborted when the client goes away, the time is over, or the process drains. */
  readonly abort: AbortController;
  /** Template of the matched route, `/v1/applications/{id}`; absent: none matched. */
  route?: string;
  principal: Principal | null;
  /** An event stream: told to end when the process drains, instead of waited for. */
  longLived?: boolean;
  input?: unknown;
  context?: RequestContext;
}

const EXCHANGE = Symbol('doyak.exchange');

type Carrier = Request & { [EXCHANGE]?: Exchange };

export function attachExchange(request: Request, exchange: Exchange): void {
  (request as Carrier)[EXCHANGE] = exchange;
}

/** Null for a request that failed before the edge saw it. */
export function findExchange(request: Request): Exchange | null {
  return (request as Carrier)[EXCHANGE] ?? null;
}

export function exchangeOf(host: ExecutionContext): Exchange {
  const exchange = findExchange(host.switchToHttp().getRequest<Request>());
  if (!exchange)
    throw new Error('The HTTP edge is not installed: create the application with createHttpApplication');
  return exchange;
}

export function responseOf(host: ExecutionContext): Response {
  return host.switchToHttp().getResponse<Response>();
}
