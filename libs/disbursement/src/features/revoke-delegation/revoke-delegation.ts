import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { paymentOfficersStream } from '../../disbursement-ids.js';
import { paymentOfficers } from '../../domain/payment-officers.js';

/** Takes a delegation back before its time. Refusals: DELEGATION_NOT_FOUND, NOT_OWN_DUTY, PROGRAM_NOT_FOUND, PERSON_NEEDED. */
export class RevokeDelegation extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly asked: { readonly delegationId: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RevokeDelegation)
export class RevokeDelegationHandler implements ICommandHandler<RevokeDelegation> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ programId, asked, context }: RevokeDelegation): Promise<Appended> {
    await this.programs.definition(programId, 1);
    return this.store.decide(
      paymentOfficersStream(programId),
      paymentOfficers,
      { type: 'RevokeDelegation', programId, ...asked },
      context,
    );
  }
}
