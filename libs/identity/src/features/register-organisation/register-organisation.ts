import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { ClaimTaken, EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { ONE_REGISTRATION, organisation } from '../../domain/organisation.js';
import type { OrganisationKind } from '../../domain/roles.js';
import { organisationStream } from '../../domain/streams.js';

/** Registers an organisation; its id is the command's id. Refusals: BUSINESS_NUMBER_MISSING, BUSINESS_NUMBER_TAKEN. */
export class RegisterOrganisation extends Command<Appended> {
  constructor(
    readonly facts: {
      readonly kind: OrganisationKind;
      readonly name: string;
      /** Ten digits. */
      readonly businessNumber: string | null;
      /** Thirteen digits. */
      readonly corporateNumber: string | null;
    },
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterOrganisation)
export class RegisterOrganisationHandler implements ICommandHandler<RegisterOrganisation> {
  constructor(private readonly store: EventStore) {}

  async execute({ facts, by }: RegisterOrganisation): Promise<Appended> {
    const organisationId = by.commandId;
    const command = { type: 'RegisterOrganisation', organisationId, ...facts } as const;
    try {
      return await this.store.decide(organisationStream(organisationId), organisation, command, by);
    } catch (error) {
      if (!(error instanceof ClaimTaken && error.claim.name === ONE_REGISTRATION)) throw error;
      throw new Refusal(
        'conflict',
        'BUSINESS_NUMBER_TAKEN',
        'An organisation with this number is registered already.',
      );
    }
  }
}
