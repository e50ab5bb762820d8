import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { PUBLIC_INSTITUTIONS } from '../../domain/routes.js';
import { RegistrationDesk } from '../../registration-desk.js';
import { TrialDesk } from '../../trial-desk.js';

/**
 * Orders the product for an institution to try (시범구매 계약). Refusals: TRIAL_NOT_FOUND, TRIAL_ENDED, PRODUCT_NOT_IN_FORCE, INSTITUTION_UNFIT,
 * CEILING_EXCEEDED, OWN_APPLICATION, PERSON_NEEDED, CASE_HELD.
 */
export class OrderTrial extends Command<Appended> {
  constructor(
    readonly trialId: string,
    readonly ordered: { readonly institutionId: string; readonly amount: number },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OrderTrial)
export class OrderTrialHandler implements ICommandHandler<OrderTrial> {
  constructor(
    @Inject(TrialDesk) private readonly desk: TrialDesk,
    @Inject(RegistrationDesk) private readonly registrations: RegistrationDesk,
  ) {}

  async execute({ trialId, ordered: { institutionId, amount }, context }: OrderTrial): Promise<Appended> {
    const { caseId } = await this.desk.trial(trialId);
    await this.registrations.refuseHeld(caseId);
    const found = await this.registrations.institution(institutionId);
    const institution = {
      organisationId: institutionId.toLowerCase(),
      public: found !== undefined && PUBLIC_INSTITUTIONS.includes(found.kind),
    };
    const registrationId = await this.desk.inForce(caseId);
    return this.desk.decide(trialId, { type: 'OrderTrial', institution, amount, registrationId }, context);
  }
}
