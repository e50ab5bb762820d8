import type { Certificate, PocEvent, PocOpening, PocTarget, SuiteRef } from './poc.events.js';
import type { Figures } from './figures.js';

/**
 * WAITING: for a target, or for the results of a device. READY: an attempt can start. RUNNING: one runs. PASSED, FAILED: decided. STOPPED: its
 * stage or case ended elsewhere.
 */
export type PocStatus = 'WAITING' | 'READY' | 'RUNNING' | 'PASSED' | 'FAILED' | 'STOPPED';

export interface RegisteredTarget {
  readonly targetId: string;
  readonly revision: number;
  readonly target: PocTarget;
}

export interface Measured {
  readonly stepId: string;
  readonly outcome: 'passed' | 'failed';
  readonly figures: Figures | undefined;
  readonly manifest: string | undefined;
}

export interface Attempt {
  readonly attempt: number;
  readonly reviewId: string;
  readonly targetId: string;
  readonly suites: readonly SuiteRef[];
  readonly budget: { readonly requests: number; readonly tokens: number };
  readonly deviceResults: string | undefined;
  /** The last measurement: a step that was done again replaces the one before. */
  readonly measured: Measured | undefined;
  /** What a laboratory has been asked. */
  readonly asked:
    | { readonly requestId: string; readonly organisationId: string; readonly answerBefore: string }
    | undefined;
  readonly certificate: (Certificate & { readonly expired: boolean }) | undefined;
  readonly outcome: 'passed' | 'failed' | undefined;
}

export interface KnownPoc extends PocOpening {
  readonly status: PocStatus;
  readonly targets: readonly RegisteredTarget[];
  /** What a device sent for the next attempt. */
  readonly deviceResults: { readonly targetId: string; readonly sha256: string } | undefined;
  readonly attempts: readonly Attempt[];
  readonly reason: string | undefined;
  readonly decidedBy: readonly string[];
}

export type PocState = { readonly status: 'none' } | KnownPoc;

export function evolve(state: PocState, event: PocEvent): PocState {
  if (event.type === 'PocOpened') {
    const fresh = { targets: [], deviceResults: undefined, attempts: [], reason: undefined, decidedBy: [] };
    return { ...event.data, ...fresh, status: 'WAITING' };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'PocTargetRegistered': {
      const { targetId, revision, target } = event.data;
      const targets = [...state.targets, { targetId, revision, target }];
      const status = target.kind === 'device' ? 'WAITING' : 'READY';
      return { ...state, targets, deviceResults: undefined, status };
    }
    case 'DeviceResultsReceived': {
      const { targetId, sha256 } = event.data;
      return { ...state, deviceResults: { targetId, sha256 }, status: 'READY' };
    }
    case 'BenchmarkStarted': {
      const { attempt, reviewId, targetId, suites, budget, deviceResults } = event.data;
      const begun = { measured: undefined, asked: undefined, certificate: undefined, outcome: undefined };
      const added = { attempt, reviewId, targetId, suites, budget, deviceResults, ...begun };
      return { ...state, status: 'RUNNING', deviceResults: undefined, attempts: [...state.attempts, added] };
    }
    case 'BenchmarkMeasured': {
      const { attempt, stepId, outcome, figures, manifest } = event.data;
      return withAttempt(state, attempt, { measured: { stepId, outcome, figures, manifest } });
    }
    case 'CertificateAsked': {
      const { attempt, requestId, organisationId, answerBefore } = event.data;
      return withAttempt(state, attempt, { asked: { requestId, organisationId, answerBefore } });
    }
    case 'CertificateIssued': {
      const { pocId: _p, caseId: _c, stage: _s, run: _r, attempt, ...certificate } = event.data;
      return withAttempt(state, attempt, { certificate: { ...certificate, expired: false } });
    }
    case 'CertificateExpired': {
      const attempts = state.attempts.map((one) =>
        one.certificate?.number === event.data.number
          ? { ...one, certificate: { ...one.certificate, expired: true } }
          : one,
      );
      return { ...state, attempts };
    }
    case 'PocAttemptConcluded': {
      const { attempt, outcome } = event.data;
      // A device has to be measured anew; an endpoint can be asked again as it is.
      const again = state.terms.target === 'on-device' ? 'WAITING' : 'READY';
      return { ...withAttempt(state, attempt, { outcome }), status: again };
    }
    case 'PocDecided': {
      const { outcome, reason, decidedBy } = event.data;
      return { ...state, status: outcome === 'passed' ? 'PASSED' : 'FAILED', reason, decidedBy };
    }
    case 'PocStopped':
      return { ...state, status: 'STOPPED' };
  }
}

function withAttempt(state: KnownPoc, attempt: number, change: Partial<Attempt>): KnownPoc {
  return {
    ...state,
    attempts: state.attempts.map((one) => (one.attempt === attempt ? { ...one, ...change } : one)),
  };
}

export const lastTarget = (state: KnownPoc): RegisteredTarget | undefined => state.targets.at(-1);
export const lastAttempt = (state: KnownPoc): Attempt | undefined => state.attempts.at(-1);
