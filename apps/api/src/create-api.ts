import { Clock } from '@doyak/kernel/clock';
import { createHttpApplication, type EdgeOptions } from '@doyak/kernel/http';
import type { INestApplication } from '@nestjs/common';
import type { PlatformOptions } from '../../composition/src/platform.module.js';
import { version } from '../../composition/src/version.js';
import { mountQueueBoard } from './queue-board.js';
import { ApiModule } from './api.module.js';

/**
 * Makes the API; it takes requests after `listen`, and `close` stops everything in it, the database's pool last. `edge` replaces bounds of the
 * edge.
 */
export async function createApi(
  options: PlatformOptions,
  edge: Partial<EdgeOptions> = {},
): Promise<INestApplication> {
  const { config, logger, clock = new Clock() } = options;
  const now = () => clock.now();
  const app = await createHttpApplication(ApiModule.forRoot(options), {
    version,
    logger,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    now,
    ...edge,
  });
  mountQueueBoard(app, now);
  return app;
}
