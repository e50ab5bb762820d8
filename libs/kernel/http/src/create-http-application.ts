import { type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EdgeAdapter } from './edge-adapter.js';
import { NestLogger } from './logger.js';
import type { EdgeOptions } from './options.js';

/**
 * Makes the application of a root module that imports `HttpModule`. `app.listen` or `app.init` checks the routes. Stop it with
 * `app.close()`: it accepts no more, ends event streams, waits for requests under way, and only then runs the shutdown hooks.
 * For a testing module: `module.createNestApplication(new EdgeAdapter(options), { bodyParser: false })`.
 */
export async function createHttpApplication(
  rootModule: Type | DynamicModule,
  options: EdgeOptions,
): Promise<INestApplication> {
  const adapter = new EdgeAdapter(options);
  const app = await NestFactory.create(rootModule, adapter, {
    bodyParser: false,
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  if (adapter.settings.corsOrigins.length > 0) {
    app.enableCors({
      origin: [...adapter.settings.corsOrigins],
      exposedHeaders: ['ETag', 'Link', 'Location', 'Preference-Applied', 'Retry-After', 'X-Correlation-Id'],
      maxAge: 600,
    });
  }
  return app;
}
