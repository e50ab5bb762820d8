import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { paymentOfficersStream } from '../../disbursement-ids.js';
import { type AppointedDuty, paymentOfficers } from '../../domain/payment-officers.js';

/**
 * Delegates one's own duty to somebody for a time (위임); the command's id is the delegation's. Refusals: NOT_OWN_DUTY, DELEGATION_UNFIT,
 * PROGRAM_NOT_FOUND, PERSON_NEEDED.
 */
export class DelegateDuty extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly asked: {
      readonly to: string;
      readonly duty: AppointedDuty;
      readonly startsAt: Date;
      readonly endsBefore: Date;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DelegateDuty)
export class DelegateDutyHandler implements ICommandHandler<DelegateDuty> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ programId, asked, context }: DelegateDuty): Promise<Appended> {
    await this.programs.definition(programId, 1);
    return this.store.decide(
      paymentOfficersStream(programId),
      paymentOfficers,
      { type: 'DelegateDuty', programId, delegationId: context.commandId, ...asked },
      context,
    );
  }
}
