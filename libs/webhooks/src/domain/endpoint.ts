import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { DigestLine, EndpointEvent, Wishes } from './endpoint.events.js';

export interface KnownEndpoint extends Wishes {
  readonly status: 'pending' | 'active' | 'paused' | 'disabled';
  readonly endpointId: string;
  readonly organisationId: string;
  readonly contract: number;
  readonly secretId: string | undefined;
  readonly pausedBecause: 'person' | 'gone' | 'exhausted' | undefined;
  readonly lastDigest: string | undefined;
}

export type EndpointState = { readonly status: 'none' } | KnownEndpoint;

export type EndpointCommand =
  | ({
      type: 'RegisterEndpoint';
      endpointId: string;
      organisationId: string;
      contract: number;
      secretId?: string;
      /** Types that the partner has been granted, and those of them with all facts. */
      granted: Granted;
    } & Wishes)
  | { type: 'ChangeEndpoint'; wishes: Wishes; granted: Granted; reason: string }
  | { type: 'ActivateEndpoint'; allowedPerMinute?: number }
  | { type: 'PauseEndpoint'; because: 'person' | 'gone' | 'exhausted'; reason: string }
  | { type: 'ResumeEndpoint' | 'DisableEndpoint'; reason: string }
  | { type: 'RotateSecret'; secretId: string; previousUntil: string }
  | { type: 'ReplayMessages'; from: number; to: number; count: number; expected: number; reason: string }
  | {
      type: 'SetMessageAside' | 'ReleaseMessage';
      index: number;
      message: 'waiting' | 'delivered' | 'set-aside' | 'none';
      reason: string;
    }
  | { type: 'IssueDigest'; day: string; through: number; cases: readonly DigestLine[] };

export interface Granted {
  readonly types: readonly string[];
  readonly fat: boolean;
}

/** Lines of a part of a digest: an event stays well below what a log entry and a partner's parser take. */
const DIGEST_PART = 400;
/** Replays of more are given in several: each has its own count and reason. */
const MOST_REPLAYED = 1_000_000;

/** An endpoint: which messages a partner gets, where, and whether they flow. */
export const endpoint: Decider<EndpointState, EndpointCommand, EndpointEvent> = {
  name: 'webhook-endpoint',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function evolve(state: EndpointState, { type, data }: EndpointEvent): EndpointState {
  if (type === 'EndpointRegistered') {
    const { secretId, ...rest } = data;
    return { ...rest, status: 'pending', secretId, pausedBecause: undefined, lastDigest: undefined };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'EndpointChanged': {
      const { reason: _, ...wishes } = data;
      // Another address has not said yet that it wants messages.
      const status = state.status === 'disabled' || data.url === state.url ? state.status : 'pending';
      return {
        ...state,
        url: undefined,
        cases: undefined,
        contact: undefined,
        perMinute: undefined,
        ...wishes,
        status,
      };
    }
    case 'EndpointActivated':
      return { ...state, status: 'active', pausedBecause: undefined };
    case 'EndpointPaused':
      return { ...state, status: 'paused', pausedBecause: data.because };
    case 'EndpointResumed':
      return { ...state, status: 'active', pausedBecause: undefined };
    case 'EndpointDisabled':
      return { ...state, status: 'disabled' };
    case 'SecretRotated':
      return { ...state, secretId: data.secretId };
    case 'DigestIssued':
      return { ...state, lastDigest: data.day };
    default:
      return state;
  }
}

function decide(command: Given<EndpointCommand>, state: EndpointState): EndpointEvent[] {
  if (command.type === 'RegisterEndpoint') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, granted, ...data } = command;
    refuseUngranted(data, granted);
    return [{ type: 'EndpointRegistered', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'ENDPOINT_NOT_FOUND', 'There is no such endpoint');
  if (command.type === 'IssueDigest') return issueDigest(command, state);
  if (state.status === 'disabled')
    throw new Refusal('conflict', 'ENDPOINT_DISABLED', 'The endpoint has been disabled');
  return govern(command, state);
}

function govern(
  command: Given<Exclude<EndpointCommand, { type: 'RegisterEndpoint' | 'IssueDigest' }>>,
  state: KnownEndpoint,
): EndpointEvent[] {
  const { endpointId, organisationId } = state;
  const place = { endpointId, organisationId };
  const reasoned = () => ({
    ...place,
    reason: 'reason' in command ? command.reason : '',
    by: person(command.actor),
  });
  switch (command.type) {
    case 'ChangeEndpoint': {
      person(command.actor);
      refuseUngranted(command.wishes, command.granted);
      if ((command.wishes.url === undefined) !== (state.url === undefined))
        throw new Refusal(
          'rule',
          'ENDPOINT_KIND_FIXED',
          'An endpoint is asked or pulls for all its life: register another one',
        );
      return [{ type: 'EndpointChanged', data: { ...place, ...command.wishes, reason: command.reason } }];
    }
    case 'ActivateEndpoint':
      if (state.status === 'active') return [];
      if (state.status !== 'pending') throw notSo(state);
      return [{ type: 'EndpointActivated', data: { ...place, allowedPerMinute: command.allowedPerMinute } }];
    case 'PauseEndpoint': {
      const { because, reason, actor } = command;
      if (state.status === 'paused' && because !== 'person') return [];
      if (state.status !== 'active') throw notSo(state);
      const by = because === 'person' ? person(actor) : undefined;
      return [{ type: 'EndpointPaused', data: { ...place, because, reason, by, officer: state.officer } }];
    }
    case 'ResumeEndpoint':
      if (state.status !== 'paused') throw notSo(state);
      return [{ type: 'EndpointResumed', data: reasoned() }];
    case 'DisableEndpoint':
      return [{ type: 'EndpointDisabled', data: reasoned() }];
    case 'RotateSecret': {
      if (state.secretId === undefined)
        throw new Refusal('rule', 'ENDPOINT_PULLS', 'An endpoint that pulls has no secret');
      const { secretId, previousUntil } = command;
      return [{ type: 'SecretRotated', data: { ...place, secretId, previousUntil } }];
    }
    case 'ReplayMessages': {
      const { from, to, count, expected } = command;
      if (count !== expected)
        throw new Refusal('conflict', 'COUNT_DIFFERS', `The range holds ${count} messages, not ${expected}`);
      if (count === 0 || count > MOST_REPLAYED)
        throw new Refusal('rule', 'REPLAY_SIZE', `A replay sends between 1 and ${MOST_REPLAYED} messages`);
      return [{ type: 'MessagesReplayed', data: { ...reasoned(), from, to, count } }];
    }
    case 'SetMessageAside':
    case 'ReleaseMessage': {
      const aside = command.type === 'SetMessageAside';
      if (command.message === 'none')
        throw new Refusal('not-found', 'MESSAGE_NOT_FOUND', 'The endpoint has no such message');
      if (command.message !== (aside ? 'waiting' : 'set-aside'))
        throw new Refusal('conflict', 'MESSAGE_NOT_SO', `The message is ${command.message}`);
      const data = { ...reasoned(), index: command.index };
      return [{ type: aside ? 'MessageSetAside' : 'MessageReleased', data }];
    }
  }
}

function issueDigest(
  { day, through, cases }: Extract<EndpointCommand, { type: 'IssueDigest' }>,
  state: KnownEndpoint,
): EndpointEvent[] {
  if (state.status === 'disabled' || state.status === 'pending') return [];
  if (state.lastDigest !== undefined && state.lastDigest >= day) return [];
  const { endpointId, organisationId } = state;
  const parts = Math.max(1, Math.ceil(cases.length / DIGEST_PART));
  return Array.from({ length: parts }, (_, at) => ({
    type: 'DigestIssued',
    data: {
      ...{ endpointId, organisationId, day, part: at + 1, parts, through },
      cases: cases.slice(at * DIGEST_PART, (at + 1) * DIGEST_PART),
    },
  }));
}

function refuseUngranted({ types, form }: Pick<Wishes, 'types' | 'form'>, granted: Granted): void {
  const beyond = types.filter((type) => !granted.types.includes(type));
  if (beyond.length > 0)
    throw new Refusal('rule', 'TYPES_NOT_GRANTED', 'The partner has not been granted these types', [
      ...beyond.map((type) => ({ pointer: '/types', code: 'NOT_GRANTED', detail: type })),
    ]);
  if (form === 'fat' && !granted.fat)
    throw new Refusal('rule', 'FAT_NOT_GRANTED', 'The partner gets references alone');
}

function notSo(state: KnownEndpoint): Refusal {
  return new Refusal('conflict', 'ENDPOINT_NOT_SO', `The endpoint is ${state.status}`);
}

function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}
