import { type Clock, ClockModule } from '@doyak/kernel/clock';
import { Config, ConfigModule } from '@doyak/kernel/config';
import { Database, DatabaseModule } from '@doyak/kernel/database';
import { EventStoreModule } from '@doyak/kernel/event-store';
import { OutboundModule } from '@doyak/kernel/outbound';
import { PersonalDataModule } from '@doyak/kernel/personal-data';
import { QueuesModule, type QueuesOptions } from '@doyak/kernel/queues';
import { TimersModule } from '@doyak/kernel/timers';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { MaintenanceModule } from './maintenance.js';
import { contextModules } from './contexts.js';

/** Where the application connects and with what rights. */
export interface Connections {
  readonly url: string;
  /** The URL is the owner's: its rights are given up on each connection. */
  readonly dropRole: boolean;
}

export interface PlatformOptions {
  readonly config: Config;
  readonly connections: Connections;
  readonly database: Database;
  readonly logger: Logger;
  /** Follows the log and runs jobs in this process. */
  readonly work: boolean;
  /** Default: that of the machine. */
  readonly clock?: Clock;
}

/** What API and worker have in common: kernel and contexts, on one database. */
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        ConfigModule.forRoot(options.config),
        ClockModule.forRoot(options.clock),
        DatabaseModule.forRoot(options.database),
        EventStoreModule.forRoot({ follow: options.work }),
        QueuesModule.forRoot(queues(options)),
        TimersModule.forRoot({ work: options.work, clock: options.clock }),
        OutboundModule,
        PersonalDataModule,
        MaintenanceModule.forRoot(),
        ...contextModules,
      ],
    };
  }
}

/** Opens the application's pool. Throws when PostgreSQL does not answer. */
export function openDatabase(config: Config, connections: Connections, name: string): Promise<Database> {
  return Database.open(connections.url, {
    size: config.databasePoolSize,
    dropRole: connections.dropRole,
    name,
  });
}

function queues({ config, connections, logger, work }: PlatformOptions): QueuesOptions {
  return {
    connection: config.redisUrl
      ? {
          ...{ backend: 'redis', url: config.redisUrl, prefix: config.queuePrefix },
          cluster: config.redisCluster,
        }
      : { backend: 'postgres', url: connections.url, dropRole: connections.dropRole },
    role: work ? 'process' : 'enqueue',
    log: logger,
  };
}
