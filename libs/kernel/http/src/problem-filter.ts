import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EdgeAdapter } from './edge-adapter.js';
import { findExchange } from './exchange.js';
import { mapProblem } from './problem-mapping.js';
import { Problem } from './problems.js';
import { RouteTable } from './route-table.js';
import { sendProblem } from './send.js';
import { HttpAdapterHost } from '@nestjs/core';

/** The only place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly host: HttpAdapterHost<EdgeAdapter>,
    private readonly routes: RouteTable,
  ) {}

  catch(error: unknown, arguments_: ArgumentsHost): void {
    const request = arguments_.switchToHttp().getRequest<Request>();
    const response = arguments_.switchToHttp().getResponse<Response>();
    if (error instanceof NotFoundException && !findExchange(request)?.route) {
      const methods = this.routes.methodsAt(request.path);
      if (methods.length > 0 && request.method === 'OPTIONS') {
        response.status(204).setHeader('Allow', methods.join(', ')).end();
        return;
      }
      if (methods.length > 0) {
        error = new Problem('METHOD_NOT_ALLOWED', `Allowed here: ${methods.join(', ')}.`, {
          headers: { Allow: methods.join(', ') },
        });
      }
    }
    const correlationId = findExchange(request)?.correlationId ?? '';
    const ifMatch = request.headers['if-match'] !== undefined;
    const { document, headers, unexpected } = mapProblem(error, { correlationId, ifMatch });
    if (unexpected) {
      const { logger } = this.host.httpAdapter.settings;
      logger.error({ err: error, route: findExchange(request)?.route, correlationId }, 'request failed');
    }
    sendProblem(response, document, headers);
  }
}
