import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { Problem } from '@doyak/kernel/http';
import { ContactData } from '../../contact-data/contact-data.js';
import { person } from '../../domain/person.js';
import { activePerson } from '../../domain/person.state.js';
import { personStream } from '../../domain/streams.js';
import { Credentials } from '../../security/credentials.js';
import { PasswordCheck } from '../../security/password-check.js';
import { checkPassword } from '../../security/password-policy.js';
import { Sessions } from '../../security/sessions.js';

/**
 * Changes the actor's own password. The session it comes from goes on, all others end. Problem PASSWORD_WRONG; refusals PASSWORD_TOO_SHORT,
 * PASSWORD_TOO_LONG, PASSWORD_GUESSABLE, CREDENTIAL_CHANGED.
 */
export class ChangePassword extends Command<Appended> {
  constructor(
    readonly sessionId: string,
    readonly passwords: { readonly present: string; readonly wanted: string },
    /** Without a fingerprint: it would be a fast hash of passwords, kept for ever. */
    readonly by: Omit<DecideOptions, 'fingerprint'> & { readonly fingerprint?: never },
  ) {
    super();
  }
}

@CommandHandler(ChangePassword)
export class ChangePasswordHandler implements ICommandHandler<ChangePassword> {
  constructor(
    private readonly store: EventStore,
    private readonly check: PasswordCheck,
    private readonly credentials: Credentials,
    private readonly contactData: ContactData,
    private readonly sessions: Sessions,
  ) {}

  async execute({ sessionId, passwords, by }: ChangePassword): Promise<Appended> {
    const personId = by.actor.id;
    // A command that changes nothing tells whether this id was answered before: then the present password is the wanted one already.
    const before = await this.store.decide(
      personStream(personId),
      person,
      { type: 'ChangeContact', fields: [] },
      by,
    );
    if (before.repeated) return before;
    const { state } = await this.store.load(personStream(personId), person);
    if (!(await this.check.isRight(state, passwords.present, by))) {
      throw new Problem('PASSWORD_WRONG', 'The present password is wrong.');
    }
    const shown = activePerson(state).credentialId;
    const contact = await this.contactData.find(personId);
    checkPassword(passwords.wanted, contact ? [contact.name, contact.email] : []);
    const credentialId = await this.credentials.prepare(personId, passwords.wanted, by.now);
    const outcome = await this.store.decide(
      personStream(personId),
      person,
      { type: 'SetPassword', credentialId, by: { kind: 'self', credentialId: shown ?? '' } },
      by,
    );
    if (!outcome.repeated) {
      await this.sessions.carryOver(sessionId, credentialId);
      await this.credentials.clearReplaced(personId, credentialId, by.now);
    }
    return outcome;
  }
}
