import 'reflect-metadata';
import { NestLogger } from '@doyak/kernel/http';
import { NestFactory } from '@nestjs/core';
import { openDatabase, PlatformModule } from '../../composition/src/platform.module.js';
import { prepareDatabase } from '../../composition/src/prepare-database.js';
import { connectionsOf, run } from '../../composition/src/run.js';

await run('doyak-worker', async (config, logger) => {
  const connections = connectionsOf(config);
  if (config.migrate && config.databaseUrl) await prepareDatabase(config.databaseUrl);
  const database = await openDatabase(config, connections, 'doyak-worker');
  const platform = PlatformModule.forRoot({ config, connections, database, logger, work: true });
  const app = await NestFactory.createApplicationContext(platform, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  logger.info('The worker follows the log and runs jobs');
  return { stop: () => app.close() };
});
