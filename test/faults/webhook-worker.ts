import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock } from '@doyak/kernel/clock';
import { Config, loadConfig } from '@doyak/kernel/config';
import { Sealer } from '@doyak/kernel/crypto';
import { Database, DatabaseModule, migrate } from '@doyak/kernel/database';
import {
  EventStoreModule,
  migrations as storeMigrations,
  prepareReadModels,
} from '@doyak/kernel/event-store';
import { OutboundModule } from '@doyak/kernel/outbound';
import { migrateQueues, migrations as queueMigrations, QueuesModule } from '@doyak/kernel/queues';
import { migrations as timerMigrations } from '@doyak/kernel/timers';
import { migrations as webhookMigrations } from '@doyak/webhooks';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { pino } from 'pino';
import { features } from '../../apps/composition/src/contexts.js';
import { Breakers } from '../../libs/webhooks/src/delivery/breakers.js';
import { Deliver, deliver } from '../../libs/webhooks/src/delivery/deliver.js';
import { DeliveryMetrics } from '../../libs/webhooks/src/delivery/delivery-metrics.js';
import { DeliverySettings } from '../../libs/webhooks/src/delivery/delivery-settings.js';
import { EndpointSecrets } from '../../libs/webhooks/src/delivery/endpoint-secrets.js';
import { LaneStarter } from '../../libs/webhooks/src/delivery/lane-starter.js';
import { MessageBodies } from '../../libs/webhooks/src/delivery/message-bodies.js';
import { PartnerReceipts } from '../../libs/webhooks/src/delivery/partner-receipts.js';
import { WebhookSigningKeys } from '../../libs/webhooks/src/delivery/signing-keys.js';
import { PauseEndpointHandler } from '../../libs/webhooks/src/features/pause-endpoint/pause-endpoint.js';
import { webhookMessages } from '../../libs/webhooks/src/messages/follow-log.js';

/** Of all contexts, since any of them may publish some. */
export const webhookEvents = features.flatMap(({ events }) => events);
/** Seals the endpoints' secrets of these databases. */
export const sealer = new Sealer(Buffer.alloc(32, 1));

/** Brings an empty database to where webhooks can be sent from. */
export async function prepareWebhooks(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl, [...storeMigrations, ...queueMigrations, ...timerMigrations, ...webhookMigrations]);
  await migrateQueues(ownerUrl);
  await prepareReadModels(ownerUrl, []);
}

export interface WebhookWorkerOptions {
  readonly appUrl: string;
  readonly settings?: Partial<DeliverySettings>;
}

/** A whole worker that sends webhooks: sequencer, followers, queues, lanes, the guarded way out. */
export async function startWebhookWorker({
  appUrl,
  settings = {},
}: WebhookWorkerOptions): Promise<{ close(): Promise<void> }> {
  const database = await Database.open(appUrl, { size: 24 });
  const config = loadConfig({
    ...{ DATABASE_URL: appUrl, OUTBOUND_LOOPBACK: 'true', LOG_LEVEL: 'silent' },
    DOYAK_HOME: join(tmpdir(), `doyak-webhooks-${randomUUID()}`),
  });
  @Global()
  @Module({ providers: [{ provide: Config, useValue: config }], exports: [Config] })
  class Settings {}
  const app = await NestFactory.createApplicationContext(
    {
      module: class WebhookWorker {},
      imports: [
        ...[Settings, CqrsModule.forRoot(), DatabaseModule.forRoot(database), OutboundModule],
        EventStoreModule.forRoot({ follow: true }),
        EventStoreModule.forFeature({ events: webhookEvents, subscriptions: [webhookMessages] }),
        QueuesModule.forRoot({
          ...{ connection: { backend: 'postgres', url: appUrl }, role: 'process' },
          log: pino({ level: 'silent' }),
        }),
        QueuesModule.forFeature({ jobs: [deliver], sources: [LaneStarter] }),
      ],
      providers: [
        ...[Clock, Breakers, EndpointSecrets, WebhookSigningKeys, PartnerReceipts, DeliveryMetrics],
        ...[MessageBodies, LaneStarter, Deliver, PauseEndpointHandler],
        { provide: Sealer, useValue: sealer },
        { provide: DeliverySettings, useValue: Object.assign(new DeliverySettings(), settings) },
      ],
    },
    { logger: false, abortOnError: false },
  );
  return { close: () => app.close() };
}
