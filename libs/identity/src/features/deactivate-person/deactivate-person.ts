import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';

/** Shuts out a person for good, from the next request on. Refusals: ADMINISTRATOR_ROLE_HELD, PERSON_NOT_FOUND, PERSON_INACTIVE. */
export class DeactivatePerson extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DeactivatePerson)
export class DeactivatePersonHandler implements ICommandHandler<DeactivatePerson> {
  constructor(private readonly store: EventStore) {}

  execute({ personId, reason, by }: DeactivatePerson): Promise<Appended> {
    return this.store.decide(personStream(personId), person, { type: 'DeactivatePerson', reason }, by);
  }
}
