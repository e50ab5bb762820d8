import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/** Sends an application back to be corrected (보완). Refusals: REGISTRATION_NOT_FOUND, REGISTRATION_NOT_SO, OWN_APPLICATION, PERSON_NEEDED, CASE_HELD. */
export class SendBack extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SendBack)
export class SendBackHandler implements ICommandHandler<SendBack> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, reason, context }: SendBack): Promise<Appended> {
    const state = await this.desk.registration(registrationId);
    await this.desk.refuseHeld(state.caseId);
    return this.desk.decide(registrationId, { type: 'SendBack', reason }, context);
  }
}
