import { Injectable } from '@nestjs/common';
import type { Actor } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { v7 as uuidv7 } from 'uuid';
import { person } from '../domain/person.js';
import { isLocked, type PersonState } from '../domain/person.state.js';
import { personStream } from '../domain/streams.js';
import { Credentials } from './credentials.js';
import { lockAfter } from './lockout.js';
import { SignInFailures } from './sign-in-failures.js';

const LOCKOUT: Actor = { kind: 'system', id: 'sign-in', authority: 'lockout-policy' };

/** Checks a password against the one that counts, and locks after too many wrong ones. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly store: EventStore,
    private readonly credentials: Credentials,
    private readonly failures: SignInFailures,
  ) {}

  /**
   * Whether the password is right and may be used now. For somebody unknown, inactive or without a password the same work is done and the
   * answer is no; a right password during a lock is answered like a wrong one.
   */
  async isRight(
    state: PersonState,
    password: string,
    at: { now: Date; correlationId?: string },
  ): Promise<boolean> {
    const credentialId = state.status === 'active' ? state.credentialId : null;
    const right = await this.credentials.verify(credentialId, password);
    if (state.status !== 'active' || credentialId === null) return false;
    const { personId } = state;
    // Looked at after the password, so that guesses made side by side find the lock that the first of them brought.
    if (isLocked(state, at.now) || (await this.failures.areTooMany(personId, at.now))) return false;
    if (right) {
      await this.failures.forget(personId);
      return true;
    }
    await this.countWrong(personId, at);
    return false;
  }

  private async countWrong(personId: string, { now, correlationId }: { now: Date; correlationId?: string }) {
    const failures = await this.failures.count(personId, now);
    const lockMs = failures === null ? 0 : lockAfter(failures);
    if (failures === null || lockMs === 0) return;
    const until = new Date(now.getTime() + lockMs);
    await this.store.decide(
      personStream(personId),
      person,
      { type: 'LockSignIn', failures, until },
      {
        actor: LOCKOUT,
        now,
        commandId: uuidv7(),
        correlationId,
      },
    );
  }
}
