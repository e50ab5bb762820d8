import type {
  DesignationApplication,
  GroundOfCancellation,
  RegistrationEvent,
  RegistrationOpening,
} from './registration.events.js';

export const REGISTRATION_STATUSES = [
  /** The stage is open, nobody has applied yet. */
  'OPEN',
  'APPLIED',
  'REVIEW',
  'REFUSED',
  'DESIGNATED',
  'EXTENDED',
  'SUSPENDED',
  'CANCELLED',
  'EXPIRED',
  /** Its stage or case ended before anything was decided. */
  'STOPPED',
] as const;
export type RegistrationStatus = (typeof REGISTRATION_STATUSES)[number];

/** A session of the committee (지정 심의). */
export interface Session {
  readonly session: number;
  readonly evaluationId: string;
  readonly inFavour?: boolean;
  readonly decidedBy: readonly string[];
  /** The request to the procurement service. */
  readonly reviewId?: string;
  /** A member fell out afterwards, and the votes that are left say something else. */
  readonly overturned: boolean;
}

export interface Designation {
  readonly validFrom: string;
  readonly validUntil: string;
  readonly extensions: readonly number[];
  /** Days before the expiry of which notice was given, since the last extension. */
  readonly noticed: readonly number[];
  readonly productId?: string;
  readonly listNumber?: string;
}

export interface KnownRegistration extends Omit<RegistrationOpening, 'carried'> {
  readonly status: RegistrationStatus;
  readonly application?: DesignationApplication;
  readonly sessions: readonly Session[];
  readonly designation?: Designation;
  readonly refusedBecause?: 'committee' | 'procurement-service';
  readonly cancelledFor?: GroundOfCancellation;
  /** Why it is as it is, where somebody said so. */
  readonly reason?: string;
}

export type RegistrationState = { readonly status: 'none' } | KnownRegistration;

export function evolve(state: RegistrationState, event: RegistrationEvent): RegistrationState {
  if (event.type === 'RegistrationOpened') {
    const { carried, ...opening } = event.data;
    const status = carried ? 'APPLIED' : 'OPEN';
    return { ...opening, status, application: carried, sessions: [] };
  }
  if (state.status === 'none') return state;
  const withLast = (change: Partial<Session>) =>
    state.sessions.map((one, at) => (at === state.sessions.length - 1 ? { ...one, ...change } : one));
  const designated = (change: Partial<Designation>) =>
    state.designation && { ...state.designation, ...change };
  switch (event.type) {
    case 'DesignationApplied':
      return { ...state, status: 'APPLIED', application: event.data.application, reason: undefined };
    case 'ApplicationSentBack':
      return { ...state, status: 'OPEN', reason: event.data.reason };
    case 'CommitteeConvened': {
      const { session, evaluationId } = event.data;
      const sessions = [...state.sessions, { session, evaluationId, decidedBy: [], overturned: false }];
      return { ...state, status: 'REVIEW', sessions };
    }
    case 'CommitteeDecided': {
      const { inFavour, decidedBy, reviewId } = event.data;
      return { ...state, sessions: withLast({ inFavour, decidedBy, reviewId }) };
    }
    case 'CommitteeOverturned':
      return { ...state, sessions: withLast({ overturned: true }) };
    case 'DesignationRefused':
      return { ...state, status: 'REFUSED', refusedBecause: event.data.because };
    case 'ProductDesignated': {
      const { validFrom, validUntil } = event.data;
      return {
        ...state,
        status: 'DESIGNATED',
        designation: { validFrom, validUntil, extensions: [], noticed: [] },
      };
    }
    case 'ProductNumbered': {
      const { productId, listNumber } = event.data;
      return { ...state, designation: designated({ productId, listNumber }) };
    }
    case 'DesignationExtended': {
      const { years, validUntil, reason } = event.data;
      const extensions = [...(state.designation?.extensions ?? []), years];
      const designation = designated({ validUntil, extensions, noticed: [] });
      return { ...state, status: 'EXTENDED', designation, reason };
    }
    case 'ExpiryNoticed': {
      const noticed = [...(state.designation?.noticed ?? []), event.data.daysBefore];
      return { ...state, designation: designated({ noticed }) };
    }
    case 'DesignationSuspended':
      return { ...state, status: 'SUSPENDED', reason: event.data.reason };
    case 'SuspensionLifted':
      return { ...state, status: standingOf(state), reason: event.data.reason };
    case 'DesignationCancelled': {
      const { ground, reason } = event.data;
      return { ...state, status: 'CANCELLED', cancelledFor: ground, reason };
    }
    case 'DesignationExpired':
      return { ...state, status: 'EXPIRED' };
    case 'RegistrationStopped':
      return { ...state, status: 'STOPPED' };
  }
}

/** What a designation is once nothing suspends it. */
const standingOf = ({ designation }: KnownRegistration): RegistrationStatus =>
  designation && designation.extensions.length > 0 ? 'EXTENDED' : 'DESIGNATED';

export const lastSession = ({ sessions }: KnownRegistration): Session | undefined => sessions.at(-1);

/** A designation that rests on a decision of the committee that no longer stands: an officer looks at it. */
export const isQuestioned = (state: KnownRegistration): boolean =>
  state.designation !== undefined && lastSession(state)?.overturned === true;

export const placeOf = ({ registrationId, caseId, stage, run }: KnownRegistration) => ({
  ...{ registrationId, caseId, stage, run },
});
