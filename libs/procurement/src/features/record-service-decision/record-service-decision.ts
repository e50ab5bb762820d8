import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/** Designates the product, or refuses it, as the procurement service answered (조달청 지정). Refusal: REGISTRATION_NOT_FOUND. */
export class RecordServiceDecision extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly reviewId: string,
    readonly designate: boolean,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordServiceDecision)
export class RecordServiceDecisionHandler implements ICommandHandler<RecordServiceDecision> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, reviewId, designate, context }: RecordServiceDecision): Promise<Appended> {
    const state = await this.desk.registration(registrationId);
    const noticesOf = await this.desk.noticesOf(state, context.now);
    const command = { type: 'RecordServiceDecision', reviewId, designate, noticesOf } as const;
    return this.desk.decide(registrationId, command, context);
  }
}
