import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { activeOrganisation, organisation } from '../../domain/organisation.js';
import { person } from '../../domain/person.js';
import { organisationStream, personStream } from '../../domain/streams.js';

/**
 * Attaches a founder to the company that was founded since (M8). Refusals: ALREADY_IN_AN_ORGANISATION, NOT_A_COMPANY,
 * ROLE_NOT_FOR_ORGANISATION, PERSON_NOT_FOUND, PERSON_INACTIVE, ORGANISATION_NOT_FOUND, ORGANISATION_INACTIVE.
 */
export class JoinOrganisation extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly organisationId: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(JoinOrganisation)
export class JoinOrganisationHandler implements ICommandHandler<JoinOrganisation> {
  constructor(private readonly store: EventStore) {}

  async execute({ personId, organisationId, by }: JoinOrganisation): Promise<Appended> {
    const { state } = await this.store.load(organisationStream(organisationId), organisation);
    const organisationKind = activeOrganisation(state).kind;
    const command = { type: 'JoinOrganisation', organisationId, organisationKind } as const;
    return this.store.decide(personStream(personId), person, command, by);
  }
}
