import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { paymentOfficersStream } from '../../disbursement-ids.js';
import { type AppointedDuty, paymentOfficers } from '../../domain/payment-officers.js';

/** Ends an appointment and what was delegated from it. Refusals: PROGRAM_NOT_FOUND, PERSON_NEEDED. */
export class DismissOfficer extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly asked: { readonly personId: string; readonly duty: AppointedDuty; readonly reason: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DismissOfficer)
export class DismissOfficerHandler implements ICommandHandler<DismissOfficer> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ programId, asked, context }: DismissOfficer): Promise<Appended> {
    await this.programs.definition(programId, 1);
    return this.store.decide(
      paymentOfficersStream(programId),
      paymentOfficers,
      { type: 'DismissPaymentOfficer', programId, ...asked },
      context,
    );
  }
}
