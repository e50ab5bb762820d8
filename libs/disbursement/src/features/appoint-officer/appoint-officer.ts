import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { paymentOfficersStream } from '../../disbursement-ids.js';
import { type AppointedDuty, paymentOfficers } from '../../domain/payment-officers.js';

/** Appoints somebody to check or to release the payments of a program (지출관 임명). Refusals: PROGRAM_NOT_FOUND, FOUR_EYES, OFFICERS_TOO_MANY, PERSON_NEEDED. */
export class AppointOfficer extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly asked: { readonly personId: string; readonly duty: AppointedDuty },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AppointOfficer)
export class AppointOfficerHandler implements ICommandHandler<AppointOfficer> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ programId, asked, context }: AppointOfficer): Promise<Appended> {
    await this.programs.definition(programId, 1);
    return this.store.decide(
      paymentOfficersStream(programId),
      paymentOfficers,
      { type: 'AppointPaymentOfficer', programId, ...asked },
      context,
    );
  }
}
