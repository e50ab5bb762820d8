import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';
import { Invitations } from '../../security/invitations.js';

/** `token` is shown this once; null when the command was a repeat. */
export interface Invited extends Appended {
  readonly invitation: { readonly token: string; readonly expiresAt: Date } | null;
}

/**
 * Issues a one-time token with which the person sets a first or a forgotten password; an earlier one ends with it. Refusals:
 * PERSON_NOT_FOUND, PERSON_INACTIVE.
 */
export class InvitePerson extends Command<Invited> {
  constructor(
    readonly personId: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(InvitePerson)
export class InvitePersonHandler implements ICommandHandler<InvitePerson> {
  constructor(
    private readonly store: EventStore,
    private readonly invitations: Invitations,
  ) {}

  async execute({ personId, by }: InvitePerson): Promise<Invited> {
    const { invitationId, token, expiresAt } = await this.invitations.prepare(personId, by.now);
    const command = { type: 'IssueInvitation', invitationId, expiresAt } as const;
    const outcome = await this.store.decide(personStream(personId), person, command, by);
    await this.invitations.clearExpired(personId, by.now);
    return { ...outcome, invitation: outcome.repeated ? null : { token, expiresAt } };
  }
}
