import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { DesignationCommand } from '../../domain/designation.js';
import { RegistrationDesk } from '../../registration-desk.js';

export type Governing =
  | Extract<
      DesignationCommand,
      { type: 'SuspendDesignation' | 'LiftSuspension' | 'CancelDesignation' | 'RenounceDesignation' }
    >
  | { readonly type: 'ExtendDesignation'; readonly reason: string };

/**
 * Extends (지정 연장), suspends (효력 정지), cancels (지정 취소) a designation, or renounces an own one. Refusals: REGISTRATION_NOT_FOUND, NOT_DESIGNATED,
 * DESIGNATION_ENDED, DESIGNATION_NOT_SO, NO_EXTENSION_LEFT, EXTENSION_TOO_EARLY, OWN_APPLICATION, NOT_THE_APPLICANT, PERSON_NEEDED.
 */
export class GovernDesignation extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly governing: Governing,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GovernDesignation)
export class GovernDesignationHandler implements ICommandHandler<GovernDesignation> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, governing, context }: GovernDesignation): Promise<Appended> {
    if (governing.type !== 'ExtendDesignation') return this.desk.decide(registrationId, governing, context);
    const state = await this.desk.registration(registrationId);
    const noticesOf = await this.desk.noticesOf(state, context.now);
    return this.desk.decide(registrationId, { ...governing, noticesOf }, context);
  }
}
