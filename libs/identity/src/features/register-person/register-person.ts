import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { ContactData, type Contact } from '../../contact-data/contact-data.js';
import { activeOrganisation, organisation } from '../../domain/organisation.js';
import { person } from '../../domain/person.js';
import { organisationStream, personStream } from '../../domain/streams.js';

/**
 * Registers a person, of an organisation or (a founder, a reviewer) of none; the id is the command's id. No role comes with it, and no
 * password. Refusals: EMAIL_TAKEN, ORGANISATION_NOT_FOUND, ORGANISATION_INACTIVE.
 */
export class RegisterPerson extends Command<Appended> {
  constructor(
    readonly organisationId: string | null,
    readonly contact: Contact,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterPerson)
export class RegisterPersonHandler implements ICommandHandler<RegisterPerson> {
  constructor(
    private readonly store: EventStore,
    private readonly contactData: ContactData,
  ) {}

  async execute({ organisationId, contact, by }: RegisterPerson): Promise<Appended> {
    const personId = by.commandId;
    const organisationKind = organisationId === null ? null : await this.kindOf(organisationId);
    await this.contactData.write(personId, contact, by.now);
    const command = { type: 'RegisterPerson', personId, organisationId, organisationKind } as const;
    return this.store.decide(personStream(personId), person, command, by);
  }

  private async kindOf(organisationId: string) {
    const { state } = await this.store.load(organisationStream(organisationId), organisation);
    return activeOrganisation(state).kind;
  }
}
