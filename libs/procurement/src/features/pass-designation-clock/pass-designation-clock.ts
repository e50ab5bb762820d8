import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/** What a timer of a designation is for: a notice of the coming expiry, or the expiry itself. */
export type DesignationClock =
  | { readonly type: 'NoticeExpiry'; readonly daysBefore: number; readonly validUntil: string }
  | { readonly type: 'ExpireDesignation'; readonly validUntil: string };

/** Without effect on a designation that was extended or has ended. Refusals: REGISTRATION_NOT_FOUND, NOT_EXPIRED_YET. */
export class PassDesignationClock extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly clock: DesignationClock,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PassDesignationClock)
export class PassDesignationClockHandler implements ICommandHandler<PassDesignationClock> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  execute({ registrationId, clock, context }: PassDesignationClock): Promise<Appended> {
    return this.desk.decide(registrationId, clock, context);
  }
}
