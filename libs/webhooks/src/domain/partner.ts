import { type Actor, type Decider, Refusal } from '@doyak/kernel/decider';
import type { ConcernEvent, PartnerEvent } from './partner.events.js';

export interface PartnerKey {
  readonly publicKey: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly revokedAt?: string;
}

export interface PartnerState {
  readonly types: readonly string[];
  readonly fat: boolean;
  readonly officer: string | undefined;
  readonly keys: readonly (PartnerKey & { readonly revoked: boolean })[];
}

export type PartnerCommand =
  | {
      type: 'GrantPartner';
      organisationId: string;
      types: readonly string[];
      fat: boolean;
      officer: string;
      reason: string;
    }
  | {
      type: 'RegisterPartnerKey';
      organisationId: string;
      publicKey: string;
      validFrom: string;
      validUntil: string;
    }
  | { type: 'RevokePartnerKey'; organisationId: string; publicKey: string; reason: string };

const LONGEST_KEY_DAYS = 800;

/** A partner agency as Doyak knows it: what it may see, and the keys with which it signs receipts and callbacks. */
export const partner: Decider<PartnerState, PartnerCommand, PartnerEvent> = {
  name: 'webhook-partner',
  initialState: { types: [], fat: false, officer: undefined, keys: [] },

  evolve(state, { type, data }) {
    switch (type) {
      case 'PartnerGranted':
        return { ...state, types: data.types, fat: data.fat, officer: data.officer };
      case 'PartnerKeyRegistered': {
        const { publicKey, validFrom, validUntil } = data;
        return { ...state, keys: [...state.keys, { publicKey, validFrom, validUntil, revoked: false }] };
      }
      case 'PartnerKeyRevoked':
        return {
          ...state,
          keys: state.keys.map((key) => (key.publicKey === data.publicKey ? { ...key, revoked: true } : key)),
        };
    }
  },

  decide(command, state) {
    const { organisationId } = command;
    const by = person(command.actor);
    switch (command.type) {
      case 'GrantPartner': {
        const types = [...new Set(command.types)].sort();
        const { fat, officer, reason } = command;
        return [{ type: 'PartnerGranted', data: { organisationId, types, fat, officer, reason, by } }];
      }
      case 'RegisterPartnerKey': {
        const { publicKey, validFrom, validUntil } = command;
        if (state.keys.some((key) => key.publicKey === publicKey))
          throw new Refusal('conflict', 'KEY_KNOWN', 'This key has been registered already');
        const days = (Date.parse(validUntil) - Date.parse(validFrom)) / 86_400_000;
        if (!(days > 0 && days <= LONGEST_KEY_DAYS))
          throw new Refusal('rule', 'KEY_VALIDITY', `A key is valid for at most ${LONGEST_KEY_DAYS} days`);
        return [
          { type: 'PartnerKeyRegistered', data: { organisationId, publicKey, validFrom, validUntil, by } },
        ];
      }
      case 'RevokePartnerKey': {
        const { publicKey, reason } = command;
        const known = state.keys.find((key) => key.publicKey === publicKey);
        if (!known) throw new Refusal('not-found', 'KEY_NOT_FOUND', 'The partner has no such key');
        return known.revoked
          ? []
          : [{ type: 'PartnerKeyRevoked', data: { organisationId, publicKey, reason, by } }];
      }
    }
  },

  // A key proves who signed: it is one partner's alone.
  claims: ({ type, data }) =>
    type === 'PartnerKeyRegistered' ? { take: [{ name: 'webhook-partner-key', key: data.publicKey }] } : {},
};

/** Keys with which the partner could sign at an instant. */
export function keysAt({ keys }: PartnerState, instant: Date): string[] {
  const at = instant.toISOString();
  return keys
    .filter(({ validFrom, validUntil, revoked }) => !revoked && validFrom <= at && at < validUntil)
    .map(({ publicKey }) => publicKey);
}

export type ConcernState = ReadonlyMap<string, string>;

export type ConcernCommand =
  | { type: 'NamePartner'; caseId: string; organisationId: string; as: string; reason: string }
  | { type: 'ReleasePartner'; caseId: string; organisationId: string; reason: string };

/** Partners that an officer named for a case. */
export const concern: Decider<ConcernState, ConcernCommand, ConcernEvent> = {
  name: 'case-partners',
  initialState: new Map(),

  evolve(state, { type, data }) {
    const next = new Map(state);
    if (type === 'PartnerNamed') next.set(data.organisationId, data.as);
    else next.delete(data.organisationId);
    return next;
  },

  decide(command, state) {
    const { caseId, organisationId, reason, actor } = command;
    const by = person(actor);
    if (command.type === 'NamePartner') {
      if (state.get(organisationId) === command.as) return [];
      return [{ type: 'PartnerNamed', data: { caseId, organisationId, as: command.as, reason, by } }];
    }
    if (!state.has(organisationId))
      throw new Refusal('not-found', 'PARTNER_NOT_NAMED', 'The partner has not been named for the case');
    return [{ type: 'PartnerReleased', data: { caseId, organisationId, reason, by } }];
  },
};

function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}
