import 'reflect-metadata';
import { openDatabase } from '../../composition/src/platform.module.js';
import { prepareDatabase } from '../../composition/src/prepare-database.js';
import { connectionsOf, run } from '../../composition/src/run.js';
import { createApi } from './create-api.js';

await run('doyak-api', async (config, logger) => {
  const connections = connectionsOf(config);
  if (config.migrate && config.databaseUrl) await prepareDatabase(config.databaseUrl);
  const database = await openDatabase(config, connections, 'doyak-api');
  const app = await createApi({ config, connections, database, logger, work: false });
  await app.listen(config.port, config.host);
  logger.info({ url: await app.getUrl() }, 'The API is ready');
  return { stop: () => app.close() };
});
