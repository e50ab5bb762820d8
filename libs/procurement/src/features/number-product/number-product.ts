import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { RegistrationDesk } from '../../registration-desk.js';

/**
 * Gives a designated product its number (물품식별번호): by the procurement service, or by an officer whom it told. Refusals: REGISTRATION_NOT_FOUND,
 * NOT_THE_PROCUREMENT_SERVICE, NOT_DESIGNATED, DESIGNATION_ENDED, LIST_NUMBER_UNFIT, PRODUCT_NUMBERED, OWN_APPLICATION, PERSON_NEEDED;
 * `ClaimTaken` where another product has it.
 */
export class NumberProduct extends Command<Appended> {
  constructor(
    readonly registrationId: string,
    readonly number: { readonly productId: string; readonly listNumber?: string },
    readonly byOfficer: boolean,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NumberProduct)
export class NumberProductHandler implements ICommandHandler<NumberProduct> {
  constructor(@Inject(RegistrationDesk) private readonly desk: RegistrationDesk) {}

  async execute({ registrationId, number, byOfficer, context }: NumberProduct): Promise<Appended> {
    const ofService = !byOfficer && (await this.desk.isService(context.actor));
    if (!byOfficer && !ofService)
      throw new Refusal(
        'forbidden',
        'NOT_THE_PROCUREMENT_SERVICE',
        'Only the procurement service numbers products',
      );
    return this.desk.decide(registrationId, { type: 'NumberProduct', ...number, ofService }, context);
  }
}
