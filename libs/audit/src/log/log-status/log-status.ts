import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { EventStore } from '@doyak/kernel/event-store';
import {
  LOG_PUBLISHER_STREAM,
  type LogKey,
  logPublisher,
  type LogPublisherState,
} from '../../domain/log-publisher.js';
import { SignedCheckpoints } from '../signed-checkpoints.js';

export interface LogState {
  readonly origin: string;
  /** Events in the log. */
  readonly size: number;
  /** The last one signed, whoever has cosigned it. */
  readonly checkpoint: { readonly size: number; readonly signedAt: string } | null;
  readonly keys: readonly LogKey[];
  readonly stopped: LogPublisherState['stopped'] | null;
}

/** How the log stands and what signs it. */
export class LogStatus extends Query<LogState> {}

@QueryHandler(LogStatus)
export class LogStatusHandler implements IQueryHandler<LogStatus> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SignedCheckpoints) private readonly checkpoints: SignedCheckpoints,
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin'>,
  ) {}

  async execute(): Promise<LogState> {
    const latest = await this.checkpoints.latest();
    const { keys, stopped } = (await this.store.load(LOG_PUBLISHER_STREAM, logPublisher)).state;
    return {
      origin: this.config.logOrigin,
      size: await this.store.logSize(),
      checkpoint: latest ? { size: latest.size, signedAt: latest.signedAt.toISOString() } : null,
      keys,
      stopped: stopped ?? null,
    };
  }
}
