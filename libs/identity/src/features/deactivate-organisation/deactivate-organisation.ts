import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { organisation } from '../../domain/organisation.js';
import { organisationStream } from '../../domain/streams.js';

/**
 * Shuts out an organisation: its people and keys are no longer recognised from the next request on. Refusals: ORGANISATION_NOT_FOUND,
 * ORGANISATION_INACTIVE, AGENCY_STAYS.
 */
export class DeactivateOrganisation extends Command<Appended> {
  constructor(
    readonly organisationId: string,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DeactivateOrganisation)
export class DeactivateOrganisationHandler implements ICommandHandler<DeactivateOrganisation> {
  constructor(private readonly store: EventStore) {}

  execute({ organisationId, reason, by }: DeactivateOrganisation): Promise<Appended> {
    const command = { type: 'DeactivateOrganisation', reason } as const;
    return this.store.decide(organisationStream(organisationId), organisation, command, by);
  }
}
