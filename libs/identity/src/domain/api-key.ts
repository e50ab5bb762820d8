import { Refusal, type Decider } from '@doyak/kernel/decider';
import type { ApiKeyEvent } from './api-key.events.js';

export type ApiKeyCommand =
  | {
      readonly type: 'IssueApiKey';
      readonly keyId: string;
      readonly secretId: string;
      readonly organisationId: string;
      readonly label: string;
      /** Permissions the key is given. */
      readonly scopes: readonly string[];
      /** Permissions that keys of such an organisation may have at all. */
      readonly allowedScopes: readonly string[];
      readonly expiresAt: Date;
    }
  | { readonly type: 'RevokeApiKey'; readonly reason: string };

export type ApiKeyState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'issued' | 'revoked';
      readonly keyId: string;
      readonly secretId: string;
      readonly organisationId: string;
      readonly scopes: readonly string[];
      readonly expiresAt: string;
    };

/** Longest life of a key, in days: a forgotten one dies by itself. */
export const LONGEST_KEY_DAYS = 400;
const DAY_MS = 86_400_000;

/** A key with which a partner's system calls Doyak. It acts for its organisation, within its scopes, until it expires. */
export const apiKey: Decider<ApiKeyState, ApiKeyCommand, ApiKeyEvent> = {
  name: 'api-key',
  initialState: { status: 'absent' },

  evolve(state, { type, data }) {
    if (type === 'ApiKeyIssued') {
      const { keyId, secretId, organisationId, scopes, expiresAt } = data;
      return { status: 'issued', keyId, secretId, organisationId, scopes, expiresAt };
    }
    return state.status === 'absent' ? state : { ...state, status: 'revoked' };
  },

  decide(command, state) {
    if (command.type === 'IssueApiKey') {
      if (state.status !== 'absent') {
        throw new Refusal('conflict', 'API_KEY_ALREADY_ISSUED', 'This key has been issued already.');
      }
      const { keyId, secretId, organisationId, label, expiresAt, now } = command;
      const scopes = [...new Set(command.scopes)].sort();
      const excess = scopes.filter((scope) => !command.allowedScopes.includes(scope));
      if (scopes.length === 0 || excess.length > 0) {
        throw new Refusal(
          'rule',
          'SCOPE_NOT_ALLOWED',
          scopes.length === 0 ? 'A key needs a scope.' : `Not for this organisation: ${excess.join(', ')}.`,
        );
      }
      if (expiresAt <= now || expiresAt.getTime() - now.getTime() > LONGEST_KEY_DAYS * DAY_MS) {
        throw new Refusal(
          'rule',
          'EXPIRY_NOT_ALLOWED',
          `A key expires within ${LONGEST_KEY_DAYS} days from now.`,
        );
      }
      return [
        {
          type: 'ApiKeyIssued',
          data: { keyId, secretId, organisationId, label, scopes, expiresAt: expiresAt.toISOString() },
        },
      ];
    }
    if (state.status === 'absent') {
      throw new Refusal('not-found', 'API_KEY_NOT_FOUND', 'There is no such key.');
    }
    if (state.status === 'revoked') return [];
    return [{ type: 'ApiKeyRevoked', data: { keyId: state.keyId, reason: command.reason } }];
  },
};

/** Whether the key may authenticate at that instant. */
export function isUsable(state: ApiKeyState, now: Date): boolean {
  return state.status === 'issued' && now.toISOString() < state.expiresAt;
}
