import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { DesignationApplication } from '../../domain/registration.events.js';
import { RegistrationDesk } from '../../registration-desk.js';

/**
 * Applies for the designation of a product by a route (지정 신청), or changes what was applied for before the committee is convened. Refusals:
 * REGISTRATION_NOT_FOUND, REGISTRATION_NOT_SO, NOT_THE_APPLICANT, ROUTE_UNFIT, PERSON_NEEDED, CASE_HELD.
 */
export class ApplyForDesignation extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly application: DesignationApplication,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ApplyForDesignation)
export class ApplyForDesignationHandler implements ICommandHandler<ApplyForDesignation> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, application, context }: ApplyForDesignation): Promise<Appended> {
    const state = await this.desk.registration(registrationId);
    await this.desk.refuseHeld(state.caseId);
    const { facts } = application;
    const institution =
      'institutionId' in facts ? await this.desk.institution(facts.institutionId) : undefined;
    const command = { type: 'ApplyForDesignation', application, institution } as const;
    return this.desk.decide(registrationId, command, context);
  }
}
