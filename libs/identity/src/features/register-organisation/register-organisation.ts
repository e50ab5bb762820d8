import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { organisation } from '../../domain/organisation.js';
import type { OrganisationKind } from '../../domain/roles.js';
import { organisationStream } from '../../domain/streams.js';

/**
 * Registers an organisation; its id is the command's id. Refusals: BUSINESS_NUMBER_MISSING; `ClaimTaken` for a business number that an
 * active organisation has.
 */
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

  execute({ facts, by }: RegisterOrganisation): Promise<Appended> {
    const organisationId = by.commandId;
    const command = { type: 'RegisterOrganisation', organisationId, ...facts } as const;
    return this.store.decide(organisationStream(organisationId), organisation, command, by);
  }
}
