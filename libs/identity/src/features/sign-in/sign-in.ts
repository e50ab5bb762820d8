import { setTimeout as delay } from 'node:timers/promises';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore } from '@doyak/kernel/event-store';
import { Problem } from '@doyak/kernel/http';
import { ContactData } from '../../contact-data/contact-data.js';
import { organisation } from '../../domain/organisation.js';
import { person } from '../../domain/person.js';
import type { PersonState } from '../../domain/person.state.js';
import { organisationStream, personStream } from '../../domain/streams.js';
import { AccessTokens } from '../../security/access-tokens.js';
import { NOBODY } from '../../security/credentials.js';
import { PasswordCheck } from '../../security/password-check.js';
import { Sessions } from '../../security/sessions.js';
import type { SessionTokens } from '../session-tokens.js';

/** A refusal takes at least so long, whatever was wrong: counting and locking must not be heard in the time of the answer. */
const REFUSAL_MS = 300;

/** Opens a session. Problem: SIGN_IN_REFUSED, the same for an unknown address, a wrong password, a lock, and somebody deactivated. */
export class SignIn extends Command<SessionTokens> {
  constructor(
    readonly email: string,
    readonly password: string,
    readonly at: { readonly now: Date; readonly correlationId?: string },
  ) {
    super();
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(
    private readonly store: EventStore,
    private readonly contactData: ContactData,
    private readonly check: PasswordCheck,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
  ) {}

  async execute({ email, password, at }: SignIn): Promise<SessionTokens> {
    const slowest = delay(REFUSAL_MS);
    const personId = (await this.contactData.findPersonId(email)) ?? NOBODY;
    const { state } = await this.store.load(personStream(personId), person);
    const right = await this.check.isRight(state, password, at);
    if (!right || state.status !== 'active' || state.credentialId === null || !(await this.isOpen(state))) {
      await slowest;
      throw new Problem(
        'SIGN_IN_REFUSED',
        'Wrong e-mail address or password, or too many wrong ones in a row.',
      );
    }
    const session = await this.sessions.open(personId, state.credentialId, at.now);
    return { accessToken: await this.tokens.issue(session, at.now), session };
  }

  private async isOpen(state: PersonState): Promise<boolean> {
    if (state.status !== 'active' || state.organisationId === null) return true;
    const { state: theirs } = await this.store.load(organisationStream(state.organisationId), organisation);
    return theirs.status === 'active';
  }
}
