import type { Evidence, FaultClass, Finding, StepEvent, StepOpening } from './step.events.js';

/** One attempt of an automated step that failed. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly class: FaultClass;
  readonly code: string;
  readonly startedAt: string;
  readonly retryAt: string | undefined;
}

export interface Opinion {
  readonly by: string;
  readonly outcome: string;
  readonly reason: string;
}

/** What a partner was asked, and what it answered last. */
export interface ExternalRequest {
  readonly requestId: string;
  readonly organisationId: string;
  readonly answerBefore: string;
  readonly remindAt: readonly string[];
  readonly answers: readonly {
    readonly outcome: string;
    readonly bodySha256: string;
    readonly receivedAt: string;
  }[];
  readonly lapsed: boolean;
}

export interface StepEnd {
  readonly outcome: string;
  readonly how: Extract<StepEvent, { type: 'StepEnded' }>['data']['how'];
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly decidedBy: readonly string[];
  readonly reason: string | undefined;
}

export interface KnownStep extends StepOpening {
  /** needs-person: nothing goes on by itself; an officer settles it or has it done again. */
  readonly status: 'open' | 'paused' | 'needs-person' | 'ended' | 'stopped';
  /** The attempt whose result counts. */
  readonly attempt: number;
  /** Attempts that were taken over from a worker that was not heard of any more. */
  readonly takenOver: number;
  readonly failed: readonly FailedAttempt[];
  /** Failures since it was opened or resumed. */
  readonly failures: number;
  readonly because: string | undefined;
  readonly assignee: string | undefined;
  readonly insteadOf: string | undefined;
  readonly opinions: readonly Opinion[];
  readonly comments: readonly { readonly by: string; readonly text: string }[];
  readonly remindedAt: readonly string[];
  readonly escalated: boolean;
  readonly request: ExternalRequest | undefined;
  readonly end: StepEnd | undefined;
}
export type StepState = { readonly status: 'none' } | KnownStep;

export function evolve(state: StepState, event: StepEvent): StepState {
  if (event.type === 'StepOpened') {
    return {
      ...event.data,
      status: 'open',
      attempt: 1,
      takenOver: 0,
      failed: [],
      failures: 0,
      because: undefined,
      assignee: undefined,
      insteadOf: undefined,
      opinions: [],
      comments: [],
      remindedAt: [],
      escalated: false,
      request: undefined,
      end: undefined,
    };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'AttemptStarted':
      return { ...state, attempt: event.data.attempt, takenOver: state.takenOver + 1 };
    case 'AttemptFailed': {
      const { attempt, class: fault, code, startedAt, retryAt } = event.data;
      const failed = [...state.failed, { attempt, class: fault, code, startedAt, retryAt }];
      return { ...state, attempt: attempt + 1, failed, failures: state.failures + 1 };
    }
    case 'StepNeedsPerson':
      return { ...state, status: 'needs-person', because: event.data.because };
    case 'StepPaused':
      return { ...state, status: 'paused' };
    case 'StepResumed':
      return { ...state, status: 'open', because: undefined, attempt: event.data.attempt, failures: 0 };
    case 'TaskAssigned':
      return { ...state, assignee: event.data.to, insteadOf: event.data.insteadOf };
    case 'TaskReleased':
      return { ...state, assignee: undefined, insteadOf: undefined };
    case 'TaskCommented': {
      const { by, text } = event.data;
      return { ...state, comments: [...state.comments, { by, text }] };
    }
    case 'OpinionGiven': {
      const { by, outcome, reason } = event.data;
      // One person has one opinion: the last. The next pair of eyes takes the task.
      const others = state.opinions.filter((one) => one.by !== by);
      return {
        ...state,
        opinions: [...others, { by, outcome, reason }],
        assignee: undefined,
        insteadOf: undefined,
      };
    }
    case 'TaskReminded':
    case 'ExternalRequestReminded':
      return { ...state, remindedAt: [...state.remindedAt, event.data.at] };
    case 'TaskEscalated':
      return { ...state, escalated: true };
    case 'ExternalRequestMade': {
      const { requestId, organisationId, answerBefore, remindAt } = event.data;
      const request = { requestId, organisationId, answerBefore, remindAt, answers: [], lapsed: false };
      return { ...state, request };
    }
    case 'TaskDueMoved': {
      if (state.spec.kind !== 'human') return state;
      const { dueBefore, remindAt } = event.data;
      return { ...state, spec: { ...state.spec, dueBefore, remindAt } };
    }
    case 'ExternalRequestMoved': {
      if (!state.request) return state;
      const { answerBefore, remindAt } = event.data;
      return { ...state, request: { ...state.request, answerBefore, remindAt } };
    }
    case 'ExternalRequestAnswered': {
      if (!state.request) return state;
      const { outcome, bodySha256, receivedAt } = event.data;
      const answers = [...state.request.answers, { outcome, bodySha256, receivedAt }];
      return { ...state, request: { ...state.request, answers } };
    }
    case 'ExternalRequestLapsed':
      return state.request ? { ...state, request: { ...state.request, lapsed: true } } : state;
    case 'StepEnded': {
      const { outcome, how, evidence, findings, decidedBy, reason } = event.data;
      return { ...state, status: 'ended', end: { outcome, how, evidence, findings, decidedBy, reason } };
    }
    case 'StepStopped':
      return { ...state, status: 'stopped' };
  }
}
