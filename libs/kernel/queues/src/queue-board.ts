import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { INestApplication } from '@nestjs/common';
import type { RequestHandler, Router } from 'express';
import { Queues } from './queues.js';

/**
 * Serves bull-board, the administrators' view of all queues, at `path` (`/admin/queues`), on either backend. Call it before
 * `app.init()` or `app.listen()`, so that it comes before Nest's own routes; the board itself is built by the first request.
 * @param guard runs before anything of the board, static files included; it must answer by itself whoever may not see it
 */
export function mountBullBoard(
  app: INestApplication,
  path: string,
  guard: RequestHandler,
  options: { readOnly?: boolean } = {},
): void {
  let board: Router | undefined;
  const serve: RequestHandler = (request, response, next) => {
    board ??= build(app.get(Queues), path, options.readOnly ?? false);
    board(request, response, next);
  };
  app.use(path, guard, serve);
}

function build(queues: Queues, path: string, readOnlyMode: boolean): Router {
  const serverAdapter = new ExpressAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.all().map((queue) => new BullMQAdapter(queue as never, { readOnlyMode })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Doyak' } },
  });
  return serverAdapter.getRouter() as Router;
}
