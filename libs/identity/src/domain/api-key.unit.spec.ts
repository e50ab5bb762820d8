import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '@doyak/kernel/decider';
import { given, testActor, testNow } from '@doyak/kernel/testing';
import { apiKey, isUsable, LONGEST_KEY_DAYS, type ApiKeyCommand } from './api-key.js';
import type { ApiKeyEvent } from './api-key.events.js';

const keyId = '0190a000-0000-7000-8000-00000000000a';
const secretId = '0190a000-0000-7000-8000-00000000000c';
const organisationId = '0190a000-0000-7000-8000-00000000000b';
const inDays = (days: number) => new Date(testNow.getTime() + days * 86_400_000);
const issue = {
  type: 'IssueApiKey',
  keyId,
  secretId,
  organisationId,
  label: 'production',
  scopes: ['b.read', 'a.read', 'b.read'],
  allowedScopes: ['a.read', 'b.read', 'c.read'],
  expiresAt: inDays(30),
} as const;
const issued: ApiKeyEvent = {
  type: 'ApiKeyIssued',
  data: {
    keyId,
    secretId,
    organisationId,
    label: 'production',
    scopes: ['a.read', 'b.read'],
    expiresAt: inDays(30).toISOString(),
  },
};
const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: { keyId, reason: 'leaked' } };

describe('API key', () => {
  it('is issued once, within what its organisation may do', () => {
    given(apiKey).when(issue).then(issued);
    given(apiKey, [issued]).when(issue).thenRefuses('API_KEY_ALREADY_ISSUED');
    given(apiKey)
      .when({ ...issue, scopes: ['a.read', 'people.register'] })
      .thenRefuses('SCOPE_NOT_ALLOWED');
    given(apiKey)
      .when({ ...issue, scopes: [] })
      .thenRefuses('SCOPE_NOT_ALLOWED');
  });

  it('expires, at most so far ahead', () => {
    given(apiKey)
      .when({ ...issue, expiresAt: testNow })
      .thenRefuses('EXPIRY_NOT_ALLOWED');
    given(apiKey)
      .when({ ...issue, expiresAt: inDays(LONGEST_KEY_DAYS + 1) })
      .thenRefuses('EXPIRY_NOT_ALLOWED');
    const state = given(apiKey, [issued]).state;
    expect([isUsable(state, testNow), isUsable(state, inDays(30))]).toEqual([true, false]);
    expect(isUsable(apiKey.initialState, testNow)).toBe(false);
  });

  it('is revoked once', () => {
    given(apiKey, [issued]).when({ type: 'RevokeApiKey', reason: 'leaked' }).then(revoked);
    given(apiKey, [issued, revoked]).when({ type: 'RevokeApiKey', reason: 'again' }).then();
    given(apiKey).when({ type: 'RevokeApiKey', reason: 'x' }).thenRefuses('API_KEY_NOT_FOUND');
  });

  it('never authenticates again once revoked, whatever is tried after it', () => {
    const attempt = fc.constantFrom(issue, { type: 'RevokeApiKey', reason: 'x' } as const);
    fc.assert(
      fc.property(
        fc.array(attempt),
        fc.array(attempt),
        fc.integer({ min: 0, max: 500 }),
        (before, after, day) => {
          let state = apiKey.initialState;
          const run = (command: ApiKeyCommand) => {
            try {
              state = fold(
                apiKey,
                apiKey.decide({ ...command, now: testNow, actor: testActor }, state),
                state,
              );
            } catch {
              // Refused: the state stays.
            }
          };
          before.forEach(run);
          if (state.status === 'absent') run(issue);
          run({ type: 'RevokeApiKey', reason: 'leaked' });
          after.forEach(run);
          return !isUsable(state, inDays(day));
        },
      ),
    );
  });
});
