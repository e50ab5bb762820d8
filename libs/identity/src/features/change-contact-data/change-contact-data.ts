import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { ContactData, type Contact } from '../../contact-data/contact-data.js';
import { PersonalDataAccesses } from '../../contact-data/personal-data-accesses.js';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';

/**
 * Changes name, e-mail address or telephone number. The event names the fields and nothing of what is in them. Refusals: EMAIL_TAKEN,
 * PERSON_NOT_FOUND, PERSON_INACTIVE.
 */
export class ChangeContactData extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly wanted: Partial<Contact>,
    /** Network address of the caller. */
    readonly address: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ChangeContactData)
export class ChangeContactDataHandler implements ICommandHandler<ChangeContactData> {
  constructor(
    private readonly store: EventStore,
    private readonly contactData: ContactData,
    private readonly accesses: PersonalDataAccesses,
  ) {}

  async execute({ personId, wanted, address, by }: ChangeContactData): Promise<Appended> {
    if (wanted.email !== undefined) await this.contactData.requireFree(personId, wanted.email);
    const fields = await this.contactData.difference(personId, wanted);
    const outcome = await this.store.decide(
      personStream(personId),
      person,
      { type: 'ChangeContact', fields },
      by,
    );
    const looked = { personId, action: 'changed', what: 'contact-data' } as const;
    await this.accesses.record({ ...looked, actor: by.actor, address, now: by.now });
    // Also for a repeat: the first time may have ended between the event and this.
    await this.contactData.change(personId, wanted, by.now);
    return outcome;
  }
}
