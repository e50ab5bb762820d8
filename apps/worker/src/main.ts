import 'reflect-metadata';
import { openDatabase } from '../../composition/src/platform.module.js';
import { prepareDatabase } from '../../composition/src/prepare-database.js';
import { connectionsOf, run } from '../../composition/src/run.js';
import { createWorker } from './create-worker.js';

await run('doyak-worker', async (config, logger) => {
  const connections = connectionsOf(config);
  if (config.migrate && config.databaseUrl) await prepareDatabase(config.databaseUrl);
  const database = await openDatabase(config, connections, 'doyak-worker');
  const app = await createWorker({ config, connections, database, logger });
  logger.info('The worker follows the log and runs jobs');
  return { stop: () => app.close() };
});
