import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Problem } from '@doyak/kernel/http';
import { v5 as uuidv5 } from 'uuid';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';
import { AccessTokens } from '../../security/access-tokens.js';
import { Sessions, type Session } from '../../security/sessions.js';
import type { SessionTokens } from '../session-tokens.js';

const WATCH: Actor = { kind: 'system', id: 'sessions', authority: 'refresh-token-policy' };

/** Trades a refresh token for the next pair. A token used twice ends its session. Problem: SESSION_OVER. */
export class RefreshSession extends Command<SessionTokens> {
  constructor(
    readonly refreshToken: string,
    readonly at: { readonly now: Date; readonly correlationId?: string },
  ) {
    super();
  }
}

@CommandHandler(RefreshSession)
export class RefreshSessionHandler implements ICommandHandler<RefreshSession> {
  constructor(
    private readonly store: EventStore,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
  ) {}

  async execute({ refreshToken, at }: RefreshSession): Promise<SessionTokens> {
    const refreshed = await this.sessions.refresh(refreshToken, at.now);
    if (refreshed?.outcome === 'reused') await this.report(refreshed.session, at);
    if (refreshed?.outcome !== 'rotated' || !(await this.mayGoOn(refreshed.session))) {
      throw new Problem('SESSION_OVER', 'Sign in again.');
    }
    return { accessToken: await this.tokens.issue(refreshed.session, at.now), session: refreshed.session };
  }

  private async mayGoOn({ personId, credentialId }: Session): Promise<boolean> {
    const { state } = await this.store.load(personStream(personId), person);
    return state.status === 'active' && state.credentialId === credentialId;
  }

  /** One event a session, however often its old tokens come back. */
  private async report({ personId, sessionId }: Session, at: RefreshSession['at']): Promise<void> {
    const { state } = await this.store.load(personStream(personId), person);
    if (state.status !== 'active') return;
    const command = { type: 'ReportRefreshReuse', sessionId } as const;
    const commandId = uuidv5('refresh-token-reused', sessionId);
    await this.store.decide(personStream(personId), person, command, { ...at, actor: WATCH, commandId });
  }
}
