import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { PersonalDataAccesses } from '../../contact-data/personal-data-accesses.js';
import { ACCESS_LOG_STREAM, accessLog } from '../../domain/access-log.js';

/** Gives up the record of accesses that are older than it is kept for (`ACCESS_LOG_YEARS`). Repeated, it changes nothing. */
export class ExpireAccesses extends Command<Appended> {
  constructor(readonly by: DecideOptions) {
    super();
  }
}

@CommandHandler(ExpireAccesses)
export class ExpireAccessesHandler implements ICommandHandler<ExpireAccesses> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
    @Inject(Config) private readonly config: Pick<Config, 'accessLogYears'>,
  ) {}

  async execute({ by }: ExpireAccesses): Promise<Appended> {
    const before = new Date(by.now);
    before.setUTCFullYear(before.getUTCFullYear() - this.config.accessLogYears);
    const count = await this.accesses.countBefore(before);
    const command = { type: 'ExpireAccesses', before, count } as const;
    return this.store.decide(ACCESS_LOG_STREAM, accessLog, command, by);
  }
}
