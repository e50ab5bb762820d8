import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/** Ends what was not decided when its stage or case ended; a designation lives on. Refusal: REGISTRATION_NOT_FOUND. */
export class StopRegistration extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopRegistration)
export class StopRegistrationHandler implements ICommandHandler<StopRegistration> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  execute({ registrationId, because, context }: StopRegistration): Promise<Appended> {
    return this.desk.decide(registrationId, { type: 'StopRegistration', because }, context);
  }
}
