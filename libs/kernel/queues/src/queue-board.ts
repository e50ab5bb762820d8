import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { INestApplication } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { Queues } from './queues.js';

/**
 * Serves bull-board, the administrators' view of all queues, at `path` (`/admin/queues`), on either backend. Call it after
 * `app.init()`.
 * @param guard runs before anything of the board, static files included; it must answer by itself whoever may not see it
 */
export function mountBullBoard(
  app: INestApplication,
  path: string,
  guard: RequestHandler,
  options: { readOnly?: boolean } = {},
): void {
  const adapter = new ExpressAdapter().setBasePath(path);
  const queues = app.get(Queues).all();
  createBullBoard({
    queues: queues.map(
      (queue) => new BullMQAdapter(queue as never, { readOnlyMode: options.readOnly ?? false }),
    ),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Doyak' } },
  });
  const express = app.getHttpAdapter().getInstance() as { use(path: string, ...handlers: unknown[]): void };
  express.use(path, guard, adapter.getRouter());
}
