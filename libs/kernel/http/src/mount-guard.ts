import type { INestApplication } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { Authenticator } from './authenticator.js';
import { addressKey } from './client-address.js';
import { EdgeAdapter } from './edge-adapter.js';
import { authorise } from './edge-guard.js';
import { findExchange } from './exchange.js';
import { isPermission } from './permissions.js';
import { mapProblem } from './problem-mapping.js';
import { RateLimits } from './rate-limits.js';
import { sendProblem } from './send.js';

/**
 * The guard for what is no Nest route, such as bull-board's own Express application: budgets, credentials, permission.
 * `app.use('/admin/queues', mountGuard(app, 'queues.administer'), board)`, before `app.init`. `policy` replaces the content security
 * policy, which by default lets a page load nothing.
 */
export function mountGuard(app: INestApplication, permission: string, policy?: string): RequestHandler {
  if (!isPermission(permission)) throw new Error(`The permission "${permission}" is not in the catalogue`);
  const { settings } = app.getHttpAdapter() as unknown as EdgeAdapter;
  return async (request, response, next) => {
    const exchange = findExchange(request);
    try {
      if (!exchange) throw new Error('The HTTP edge is not installed');
      exchange.route = `${request.baseUrl}/*`;
      await app.get(RateLimits, { strict: false }).take('perAddress', addressKey(request.ip), response);
      exchange.principal = await app
        .get(Authenticator, { strict: false })
        .authenticate(request.headers, exchange.arrivedAt);
      authorise(exchange.principal, permission);
    } catch (error) {
      const correlationId = exchange?.correlationId ?? '';
      const { document, headers, unexpected } = mapProblem(error, { correlationId, ifMatch: false });
      if (unexpected) settings.logger.error({ err: error, correlationId }, 'request failed');
      return sendProblem(response, document, headers);
    }
    if (policy) response.setHeader('Content-Security-Policy', policy);
    next();
  };
}
