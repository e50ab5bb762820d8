import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { LOG_PUBLISHER_STREAM, logPublisher } from '../../domain/log-publisher.js';
import { LogKeys } from '../log-keys.js';

/**
 * Makes a key that signs the log from now on, where the keys are kept; those that sign so far go on beside it for `overlapMs`, so that whoever
 * knows only them has time to learn the new one.
 */
export class RotateLogKey extends Command<{ readonly verifierKey: string }> {
  constructor(
    readonly overlapMs: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RotateLogKey)
export class RotateLogKeyHandler implements ICommandHandler<RotateLogKey> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(LogKeys) private readonly keys: LogKeys,
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin'>,
  ) {}

  async execute({ overlapMs, context }: RotateLogKey): Promise<{ verifierKey: string }> {
    // The key first: an introduced key that is nowhere would stop signing.
    const verifierKey = await this.keys.create(this.config.logOrigin);
    const command = { type: 'IntroduceLogKey', verifierKey, overlapMs } as const;
    await this.store.decide(LOG_PUBLISHER_STREAM, logPublisher, command, context);
    return { verifierKey };
  }
}
