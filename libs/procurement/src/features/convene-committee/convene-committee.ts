import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { evaluationId } from '@doyak/evaluations';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/**
 * Convenes the committee (지정 심의위원회): a panel of `@doyak/evaluations` is opened, whose members an officer appoints. Again where the decision of
 * the session before fell. Refusals: REGISTRATION_NOT_FOUND, REGISTRATION_NOT_SO, OWN_APPLICATION, PERSON_NEEDED, DUTIES_NOT_SEPARATE, CASE_HELD;
 * `ClaimTaken` where another run of the application is under review or designated.
 */
export class ConveneCommittee extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ConveneCommittee)
export class ConveneCommitteeHandler implements ICommandHandler<ConveneCommittee> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, context }: ConveneCommittee): Promise<Appended> {
    const state = await this.desk.registration(registrationId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApart(state, context.actor, context.now);
    const { caseId, stage, run } = state;
    const nameSession = (session: number) => evaluationId(caseId, stage, run, session);
    return this.desk.decide(registrationId, { type: 'ConveneCommittee', nameSession }, context);
  }
}
