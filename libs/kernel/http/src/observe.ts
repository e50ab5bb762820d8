import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { CORRELATION_ATTRIBUTE, correlationIdFrom, withCorrelation } from '@doyak/kernel/tracing';
import type { Drain } from './drain.js';
import { attachExchange, type Exchange } from './exchange.js';
import type { Metrics } from './metrics.js';
import type { EdgeSettings } from './options.js';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Correlation id, trace span, duration and one log line for each request. Neither path nor query nor body is logged: a template and
 * ids suffice to find a request, and the rest may be personal.
 */
export function observe({ logger, now }: EdgeSettings, metrics: Metrics, drain: Drain): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    const exchange: Exchange = {
      correlationId: correlationIdFrom(request.headers['x-correlation-id']),
      arrivedAt: now(),
      abort: new AbortController(),
      principal: null,
    };
    attachExchange(request, exchange);
    response.setHeader('X-Correlation-Id', exchange.correlationId);
    const leave = drain.enter({ abort: exchange.abort, longLived: () => exchange.longLived === true });
    const method = methods.has(request.method) ? request.method : 'OTHER';
    const parent = propagation.extract(context.active(), request.headers);
    const span = trace.getTracer('doyak').startSpan(method, { kind: SpanKind.SERVER }, parent);

    response.once('close', () => {
      leave();
      if (!response.writableFinished) exchange.abort.abort(new Error('The client went away'));
      const route = exchange.route ?? 'unmatched';
      const status = response.writableFinished ? response.statusCode : 499;
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      metrics.answered(method, route, status, seconds);
      const { actor } = exchange.principal ?? {};
      const quiet = /^\/(health|metrics)\b/.test(route) && status < 500;
      logger[quiet ? 'debug' : 'info'](
        {
          correlationId: exchange.correlationId,
          method,
          route,
          status,
          ms: Math.round(seconds * 1e4) / 10,
          ...(actor ? { principal: `${actor.kind}:${actor.id}` } : {}),
        },
        'request',
      );
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        [CORRELATION_ATTRIBUTE]: exchange.correlationId,
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });

    withCorrelation(exchange.correlationId, () => {
      context.with(trace.setSpan(parent, span), next);
    });
  };
}
