import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { ContactData } from '../../contact-data/contact-data.js';
import { person } from '../../domain/person.js';
import { invitationInvalid } from '../../domain/person.rules.js';
import { personStream } from '../../domain/streams.js';
import { Credentials } from '../../security/credentials.js';
import { Invitations } from '../../security/invitations.js';
import { checkPassword } from '../../security/password-policy.js';
import { SignInFailures } from '../../security/sign-in-failures.js';

/**
 * Sets a password by a one-time token; sessions of the old password end. The actor is the person, by that invitation. Refusals:
 * INVITATION_INVALID, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_GUESSABLE.
 */
export class RedeemInvitation extends Command<Appended> {
  constructor(
    readonly token: string,
    readonly password: string,
    readonly by: Omit<DecideOptions, 'actor'>,
  ) {
    super();
  }
}

@CommandHandler(RedeemInvitation)
export class RedeemInvitationHandler implements ICommandHandler<RedeemInvitation> {
  constructor(
    private readonly store: EventStore,
    private readonly invitations: Invitations,
    private readonly credentials: Credentials,
    private readonly contactData: ContactData,
    private readonly failures: SignInFailures,
  ) {}

  async execute({ token, password, by }: RedeemInvitation): Promise<Appended> {
    const invitation = await this.invitations.find(token);
    if (!invitation) throw invitationInvalid();
    const { personId, invitationId } = invitation;
    const contact = await this.contactData.find(personId);
    checkPassword(password, contact ? [contact.name, contact.email] : []);
    const credentialId = await this.credentials.prepare(personId, password, by.now);
    const outcome = await this.store.decide(
      personStream(personId),
      person,
      { type: 'SetPassword', credentialId, by: { kind: 'invitation', invitationId } },
      { ...by, actor: { kind: 'person', id: personId, authority: `invitation:${invitationId}` } },
    );
    if (!outcome.repeated) {
      await this.failures.forget(personId);
      await this.credentials.clearReplaced(personId, credentialId, by.now);
    }
    return outcome;
  }
}
