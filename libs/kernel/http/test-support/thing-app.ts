import { type INestApplication, Module, type Type } from '@nestjs/common';
import {
  Authenticator,
  createHttpApplication,
  createLogger,
  type EdgeOptions,
  HttpModule,
  ReadYourWrites,
} from '../src/index.js';
import { FakeFollowers, KeyAuthenticator } from './fake-ports.js';
import { FakeStore } from './fake-store.js';
import { Things } from './thing-routes.js';

export { feed, gate } from './thing-routes.js';

export interface ThingApp {
  readonly app: INestApplication;
  readonly store: FakeStore;
  readonly followers: FakeFollowers;
  readonly log: Record<string, unknown>[];
}

export async function startThingApp(
  options: Partial<EdgeOptions> = {},
  more: readonly Type[] = [],
  beforeListening: (app: INestApplication) => void = () => undefined,
): Promise<ThingApp> {
  const store = new FakeStore();
  const followers = new FakeFollowers();
  const log: Record<string, unknown>[] = [];

  @Module({
    imports: [HttpModule],
    controllers: [Things, ...more],
    providers: [
      { provide: FakeStore, useValue: store },
      { provide: ReadYourWrites, useValue: followers },
      { provide: Authenticator, useClass: KeyAuthenticator },
    ],
  })
  class ThingModule {}

  const logger = createLogger('info', {
    write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>),
  });
  const app = await createHttpApplication(ThingModule, { version: '1.0.0', logger, ...options });
  beforeListening(app);
  await app.listen(0, '127.0.0.1');
  return { app, store, followers, log };
}
