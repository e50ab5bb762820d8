import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';
import { Retention } from './retention.js';

/**
 * Erases who a person is, for good (파기): name, addresses, credentials, sessions. What they did stays, under their id. Refusals:
 * DATA_MUST_BE_KEPT, ADMINISTRATOR_ROLE_HELD, PERSON_NOT_FOUND.
 */
export class ErasePerson extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ErasePerson)
export class ErasePersonHandler implements ICommandHandler<ErasePerson> {
  constructor(
    private readonly store: EventStore,
    private readonly retention: Retention,
  ) {}

  async execute({ personId, reason, by }: ErasePerson): Promise<Appended> {
    const kept = await this.retention.keeping(personId, by.now);
    const command = {
      type: 'ErasePerson',
      reason,
      kept: kept.map(({ what, until }) => ({ what, until: until?.toISOString() })),
    } as const;
    return this.store.decide(personStream(personId), person, command, by);
  }
}
