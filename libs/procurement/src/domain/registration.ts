import { dateOf } from '@doyak/kernel/calendar';
import { type Claim, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { decideDesignation, type DesignationCommand, type NoticesOf } from './designation.js';
import { applicantOf, officer } from './guards.js';
import { isClassification } from './product-numbers.js';
import type {
  DesignationApplication,
  RegistrationEvent,
  RegistrationOpening,
} from './registration.events.js';
import {
  evolve,
  type KnownRegistration,
  lastSession,
  placeOf,
  type RegistrationState,
} from './registration.state.js';
import { faultsOfRoute, type RouteCheck } from './routes.js';
import { lastDayOfTerm } from './validity.js';

export type RegistrationCommand =
  | ({ type: 'OpenRegistration' } & RegistrationOpening)
  | {
      type: 'ApplyForDesignation';
      application: DesignationApplication;
      /** The institution that the facts name, as it is known. */
      institution?: RouteCheck['institution'];
    }
  | { type: 'SendBack'; reason: string }
  | { type: 'ConveneCommittee'; nameSession: (session: number) => string }
  | {
      type: 'RecordCommittee';
      evaluationId: string;
      /** Absent: the votes that are left are too few. */
      inFavour?: boolean;
      decidedBy: readonly string[];
      reviewIdOf: (session: number) => string;
    }
  | { type: 'RecordServiceDecision'; reviewId: string; designate: boolean; noticesOf: NoticesOf }
  | { type: 'StopRegistration'; because: 'case-closed' | 'stage-closed' }
  | DesignationCommand;

type Of<Type extends RegistrationCommand['type']> = Given<Extract<RegistrationCommand, { type: Type }>>;

/**
 * The registration of an innovation product (혁신제품 지정) in one run of a stage: applied for by a route, voted on by a committee, decided by the
 * procurement service (조달청); then the life of the designation until it expires or is cancelled.
 */
export const registration: Decider<RegistrationState, RegistrationCommand, RegistrationEvent> = {
  name: 'registration',
  initialState: { status: 'none' },
  evolve,
  decide,
  /** What is under review or designated is so once per application; a list number belongs to one product for ever. */
  claims(event, state) {
    if (state.status === 'none') return {};
    const own: Claim = { name: 'procurement-designation', key: state.applicationId };
    switch (event.type) {
      case 'CommitteeConvened':
        return state.sessions.length === 0 ? { take: [own] } : {};
      case 'ProductNumbered':
        return { take: [{ name: 'procurement-list-number', key: event.data.listNumber }] };
      case 'DesignationRefused':
      case 'DesignationCancelled':
      case 'DesignationExpired':
        return { release: [own] };
      case 'RegistrationStopped':
        return state.sessions.length > 0 ? { release: [own] } : {};
      default:
        return {};
    }
  },
};

function decide(command: Given<RegistrationCommand>, state: RegistrationState): RegistrationEvent[] {
  if (command.type === 'OpenRegistration') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'RegistrationOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'REGISTRATION_NOT_FOUND', 'There is no such registration');
  switch (command.type) {
    case 'ApplyForDesignation':
      return apply(command, state);
    case 'SendBack': {
      const by = officer(command.actor, state);
      must(state, 'APPLIED');
      return [{ type: 'ApplicationSentBack', data: { ...placeOf(state), reason: command.reason, by } }];
    }
    case 'ConveneCommittee':
      return convene(command, state);
    case 'RecordCommittee':
      return recordCommittee(command, state);
    case 'RecordServiceDecision':
      return recordService(command, state);
    case 'StopRegistration':
      if (!['OPEN', 'APPLIED', 'REVIEW'].includes(state.status)) return [];
      return [{ type: 'RegistrationStopped', data: { ...placeOf(state), because: command.because } }];
    default:
      return decideDesignation(command, state);
  }
}

function must({ status }: KnownRegistration, ...wanted: KnownRegistration['status'][]): void {
  if (!wanted.includes(status))
    throw new Refusal('conflict', 'REGISTRATION_NOT_SO', `The registration is ${status}`);
}

/** An application may be changed until the committee is convened. */
function apply(
  { application, institution, actor, now }: Of<'ApplyForDesignation'>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const by = applicantOf(actor, state);
  must(state, 'OPEN', 'APPLIED');
  const { terms, applicant } = state;
  const faults = faultsOfRoute(application.facts, {
    ...{ today: dateOf(now), routes: terms.routes, rndWithinYears: terms.rndWithinYears, institution },
    applicantOrganisation: applicant.organisationId,
  });
  if (!isClassification(application.product.classification))
    faults.push({
      pointer: '/product/classification',
      code: 'CLASSIFICATION_UNFIT',
      detail: 'is no product classification number of 8 digits down to the commodity',
    });
  if (faults.length > 0)
    throw new Refusal('rule', 'ROUTE_UNFIT', 'The product cannot be designated by this route', faults);
  return [{ type: 'DesignationApplied', data: { ...placeOf(state), application, by } }];
}

/** Again, where the decision of the session before fell because a member fell out. */
function convene(
  { nameSession, actor }: Of<'ConveneCommittee'>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const by = officer(actor, state);
  const again = state.status === 'REVIEW' && lastSession(state)?.overturned === true;
  if (!again) must(state, 'APPLIED');
  const session = state.sessions.length + 1;
  const data = { ...placeOf(state), session, evaluationId: nameSession(session), by };
  return [{ type: 'CommitteeConvened', data }];
}

function recordCommittee(
  { evaluationId, inFavour, decidedBy, reviewIdOf }: Of<'RecordCommittee'>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const last = lastSession(state);
  if (last?.evaluationId !== evaluationId) return [];
  const { session } = last;
  if (last.inFavour === undefined) {
    if (inFavour === undefined || state.status !== 'REVIEW') return [];
    const decided = { ...placeOf(state), session, inFavour, decidedBy: [...decidedBy] };
    if (inFavour) return [{ type: 'CommitteeDecided', data: { ...decided, reviewId: reviewIdOf(session) } }];
    return [
      { type: 'CommitteeDecided', data: decided },
      { type: 'DesignationRefused', data: { ...placeOf(state), because: 'committee' } },
    ];
  }
  if (last.inFavour === inFavour || last.overturned) return [];
  return [{ type: 'CommitteeOverturned', data: { ...placeOf(state), session, inFavour } }];
}

/** What comes after the committee's decision fell, or of an earlier request, decides nothing. */
function recordService(
  { reviewId, designate, noticesOf, now }: Of<'RecordServiceDecision'>,
  state: KnownRegistration,
): RegistrationEvent[] {
  const last = lastSession(state);
  if (state.status !== 'REVIEW' || last?.reviewId !== reviewId || last.overturned) return [];
  if (!designate)
    return [{ type: 'DesignationRefused', data: { ...placeOf(state), because: 'procurement-service' } }];
  const validFrom = dateOf(now);
  const validUntil = lastDayOfTerm(validFrom, state.terms.validYears);
  const { applicationId, application } = state;
  const data = {
    ...{ ...placeOf(state), applicationId, classification: application!.product.classification },
    ...{ validFrom, validUntil, notices: noticesOf(validUntil) },
  };
  return [{ type: 'ProductDesignated', data }];
}
