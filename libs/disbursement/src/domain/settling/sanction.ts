import { addDays, addMonths, dateOf, endOf } from '@doyak/kernel/calendar';
import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { claimantFor, officerFor } from '../four-eyes.js';
import type { SanctionData, SanctionEvent } from './sanction.events.js';

export interface KnownSanction extends SanctionData<'SanctionNoticed'> {
  readonly status: 'PRIOR_NOTICE' | 'OPINION' | 'DECIDED' | 'IN_FORCE' | 'STAYED' | 'ENDED' | 'DROPPED';
  readonly opinions: readonly SanctionData<'SanctionOpinionGiven'>[];
  readonly decision: SanctionData<'SanctionDecided'> | undefined;
}
export type SanctionState = { readonly status: 'none' } | KnownSanction;

export type SanctionCommand =
  | ({
      readonly type: 'NoticeSanction';
      /** 성실실패: a failure in good faith is no ground. */
      readonly honestFailure: boolean;
      /** KRW that a surcharge may come to at most. */
      readonly mostSurcharge: number;
    } & Omit<SanctionData<'SanctionNoticed'>, 'by'>)
  | { readonly type: 'GiveOpinion'; readonly opinion: string; readonly papers: readonly string[] }
  | {
      readonly type: 'DecideSanction';
      readonly months: number;
      readonly surcharge: number;
      readonly reason: string;
      /** First day of the restriction in Seoul, from today on. */
      readonly from: string;
      readonly dueBefore: string;
    }
  | {
      readonly type: 'DropSanction' | 'StaySanction' | 'ResumeSanction' | 'RevokeSanction';
      readonly reason: string;
    }
  | { readonly type: 'PassSanctionClock'; readonly clock: 'begin' | 'end' };

type Of<Type extends SanctionCommand['type']> = Given<Extract<SanctionCommand, { type: Type }>>;

/** Days for an opinion at least (Administrative Procedures Act, art. 21(3)). */
const LEAST_OPINION_DAYS = 10;
const MOST_OPINIONS = 20;
const MOST_DAYS_AHEAD = 90;

/**
 * A sanction against a beneficiary (제재): prior notice with a period for an opinion, decided by another person, never above what was noticed;
 * a participation restriction begins and ends by itself.
 */
export const sanction: Decider<SanctionState, SanctionCommand, SanctionEvent> = {
  name: 'sanction',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function evolve(state: SanctionState, event: SanctionEvent): SanctionState {
  if (event.type === 'SanctionNoticed')
    return { ...event.data, status: 'PRIOR_NOTICE', opinions: [], decision: undefined };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'SanctionOpinionGiven':
      return { ...state, status: 'OPINION', opinions: [...state.opinions, event.data] };
    case 'SanctionDecided':
      return { ...state, status: 'DECIDED', decision: event.data };
    case 'SanctionDropped':
      return { ...state, status: 'DROPPED' };
    case 'SanctionTookEffect':
    case 'SanctionResumed':
      return { ...state, status: 'IN_FORCE' };
    case 'SanctionStayed':
      return { ...state, status: 'STAYED' };
    case 'SanctionEnded':
      return { ...state, status: 'ENDED' };
  }
}

function decide(command: Given<SanctionCommand>, state: SanctionState): SanctionEvent[] {
  if (command.type === 'NoticeSanction') return notice(command, state);
  if (state.status === 'none')
    throw new Refusal('not-found', 'SANCTION_NOT_FOUND', 'There is no such sanction');
  const place = { sanctionId: state.sanctionId, caseId: state.caseId };
  switch (command.type) {
    case 'GiveOpinion': {
      const by = claimantFor(command.actor, state.against);
      standing(state, 'PRIOR_NOTICE', 'OPINION');
      if (command.now.getTime() >= Date.parse(state.opinionBefore) || state.opinions.length >= MOST_OPINIONS)
        throw new Refusal('conflict', 'OPINION_LATE', 'The time for an opinion is over');
      const { opinion, papers } = command;
      return [{ type: 'SanctionOpinionGiven', data: { ...place, opinion, papers: [...papers], by } }];
    }
    case 'DecideSanction':
      return impose(command, state);
    case 'DropSanction': {
      const by = another(command, state);
      return [{ type: 'SanctionDropped', data: { ...place, reason: command.reason, by } }];
    }
    case 'StaySanction': {
      const by = officerFor(command.actor, state.against);
      standing(state, 'DECIDED', 'IN_FORCE');
      return [{ type: 'SanctionStayed', data: { ...place, reason: command.reason, by } }];
    }
    case 'ResumeSanction': {
      const by = officerFor(command.actor, state.against);
      standing(state, 'STAYED');
      return [{ type: 'SanctionResumed', data: { ...place, reason: command.reason, by } }];
    }
    case 'RevokeSanction': {
      const by = officerFor(command.actor, state.against);
      standing(state, 'DECIDED', 'IN_FORCE', 'STAYED');
      return [{ type: 'SanctionEnded', data: { ...place, as: 'revoked', reason: command.reason, by } }];
    }
    case 'PassSanctionClock':
      return passClock(command, state);
  }
}

/** Refusal: SANCTION_NOT_SO. */
function standing(state: KnownSanction, ...wanted: KnownSanction['status'][]): void {
  if (wanted.includes(state.status)) return;
  const detail = `The sanction is ${state.status.toLowerCase().replace('_', ' ')}`;
  throw new Refusal('conflict', 'SANCTION_NOT_SO', detail);
}

function notice(command: Of<'NoticeSanction'>, state: SanctionState): SanctionEvent[] {
  const { type: _, now, actor, honestFailure, mostSurcharge, ...data } = command;
  const by = officerFor(actor, data.against);
  if (state.status !== 'none') return [];
  if (honestFailure && data.ground === 'AIMS_NOT_REACHED')
    throw new Refusal('rule', 'HONEST_FAILURE_EXEMPT', 'Work that failed in good faith is not sanctioned');
  if (Date.parse(data.opinionBefore) < endOf(addDays(dateOf(now), LEAST_OPINION_DAYS)).getTime())
    throw new Refusal('rule', 'SANCTION_UNFIT', `${LEAST_OPINION_DAYS} days are for an opinion at least`);
  if (data.months + data.surcharge === 0)
    throw new Refusal('rule', 'SANCTION_UNFIT', 'It restricts, or costs something');
  if (data.surcharge > mostSurcharge)
    throw new Refusal('rule', 'SANCTION_UNFIT', `The surcharge is ${mostSurcharge} KRW at most`);
  return [{ type: 'SanctionNoticed', data: { ...data, by } }];
}

/** Another person than who gave notice, once an opinion was given or the time for it is over. Refusals: FOUR_EYES, OPINION_AWAITED. */
function another(command: Given<SanctionCommand>, state: KnownSanction): string {
  const by = officerFor(command.actor, state.against);
  standing(state, 'PRIOR_NOTICE', 'OPINION');
  if (by === state.by)
    throw new Refusal('forbidden', 'FOUR_EYES', 'Another person decides than who gave notice');
  return by;
}

function impose(command: Of<'DecideSanction'>, state: KnownSanction): SanctionEvent[] {
  const by = another(command, state);
  const { now, months, surcharge, reason, dueBefore } = command;
  if (state.opinions.length === 0 && now.getTime() < Date.parse(state.opinionBefore))
    throw new Refusal('conflict', 'OPINION_AWAITED', 'An opinion may still be given');
  if (months > state.months || surcharge > state.surcharge)
    throw new Refusal('rule', 'SANCTION_UNFIT', 'It is never more than what was noticed');
  if (months + surcharge === 0)
    throw new Refusal('rule', 'SANCTION_UNFIT', 'It restricts, or costs something');
  const { from } = command;
  if (from < dateOf(now) || from > addDays(dateOf(now), MOST_DAYS_AHEAD))
    throw new Refusal('rule', 'SANCTION_UNFIT', `It begins within ${MOST_DAYS_AHEAD} days from today`);
  const restricted = months > 0 && { from, until: addDays(addMonths(from, months), -1) };
  const place = { sanctionId: state.sanctionId, caseId: state.caseId };
  const decided: SanctionEvent = {
    type: 'SanctionDecided',
    data: { ...place, months, surcharge, ...restricted, dueBefore, reason, by },
  };
  // A surcharge alone runs no time: it is demanded at once.
  if (!restricted) return [decided, { type: 'SanctionEnded', data: { ...place, as: 'served' } }];
  if (from > dateOf(now)) return [decided];
  return [decided, { type: 'SanctionTookEffect', data: { ...place, ...restricted } }];
}

/** A stay does not make a restriction longer: its last day stays the same. */
function passClock({ clock }: Of<'PassSanctionClock'>, state: KnownSanction): SanctionEvent[] {
  const { from, until } = state.decision ?? {};
  if (from === undefined || until === undefined) return [];
  const place = { sanctionId: state.sanctionId, caseId: state.caseId };
  if (clock === 'begin')
    return state.status === 'DECIDED'
      ? [{ type: 'SanctionTookEffect', data: { ...place, from, until } }]
      : [];
  if (!['DECIDED', 'IN_FORCE', 'STAYED'].includes(state.status)) return [];
  return [{ type: 'SanctionEnded', data: { ...place, as: 'served' } }];
}
