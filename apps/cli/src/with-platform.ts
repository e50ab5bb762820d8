import { type Config, loadConfig } from '@doyak/kernel/config';
import { createLogger, NestLogger } from '@doyak/kernel/http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openDatabase, PlatformModule } from '../../composition/src/platform.module.js';
import { openServer, type Server } from './servers.js';

export interface Platform {
  readonly config: Config;
  readonly server: Server;
  readonly app: INestApplicationContext;
}

/** Runs a command on the platform, without API and workers, and closes all of it whatever happens. */
export async function withPlatform<Result>(work: (platform: Platform) => Promise<Result>): Promise<Result> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const server = await openServer(config, { join: true });
  try {
    const { connections } = server;
    const database = await openDatabase(config, connections, 'doyak-cli');
    const platform = PlatformModule.forRoot({ config, connections, database, logger, work: false });
    const app = await NestFactory.createApplicationContext(platform, {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    try {
      return await work({ config, server, app });
    } finally {
      await app.close();
    }
  } finally {
    await server.stop();
  }
}
