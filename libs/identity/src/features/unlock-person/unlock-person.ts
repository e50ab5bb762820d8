import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';
import { SignInFailures } from '../../security/sign-in-failures.js';

/** Ends a lock after wrong passwords, and forgets them. Refusals: PERSON_NOT_FOUND, PERSON_INACTIVE. */
export class UnlockPerson extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(UnlockPerson)
export class UnlockPersonHandler implements ICommandHandler<UnlockPerson> {
  constructor(
    private readonly store: EventStore,
    private readonly failures: SignInFailures,
  ) {}

  async execute({ personId, reason, by }: UnlockPerson): Promise<Appended> {
    const outcome = await this.store.decide(
      personStream(personId),
      person,
      { type: 'UnlockSignIn', reason },
      by,
    );
    await this.failures.forget(personId);
    return outcome;
  }
}
