import { dateOf } from '@doyak/kernel/calendar';
import { fold, type Given, Refusal } from '@doyak/kernel/decider';
import { evidenceFault, shortcomings } from './gate-evidence.js';
import { askedAt, type Check, type Evidence, type Gate, NEVER_WAIVED } from './gates.js';
import { officer, person, placeOf } from './run-guards.js';
import type { RunEvent } from './run.events.js';
import {
  evolve,
  type GateState,
  type KnownRun,
  nextGate,
  type RunState,
  type Submission,
} from './run.state.js';

/** How the co-funding of a run stands when a gate is at stake. */
export interface FundingStanding {
  readonly approved: boolean;
  /** KRW that pledges lack. */
  readonly gap: number;
  /** Latest cycle whose costs it knows. */
  readonly cycle: number;
  /** Before what conditions that are not met had to be: `approval` or a gate. */
  readonly unmet: readonly string[];
}

export type GateCommand =
  | {
      type: 'SubmitGate';
      evidence: Evidence;
      funding: FundingStanding;
      /** Names the review in which a partner is asked. */
      nameReview: (cycle: number, gate: Gate, attempt: number) => string;
    }
  | { type: 'PassGate'; gate: Gate; funding: FundingStanding }
  | { type: 'ReturnGate'; gate: Gate; reason: string }
  | { type: 'AnswerGate'; reviewId: string; accepted: boolean }
  | {
      type: 'SignWaiver';
      gate: Gate;
      violations?: { check: Check; upTo: number };
      reason: string;
      funding: FundingStanding;
    };

type Of<Type extends GateCommand['type']> = Given<Extract<GateCommand, { type: Type }>>;

/** Gates are passed one after the other; a gate that is passed over has a waiver with a name and a reason. */
export function decideGate(command: Given<GateCommand>, state: KnownRun): RunEvent[] {
  switch (command.type) {
    case 'SubmitGate':
      return submit(command, state);
    case 'PassGate':
      return pass(command, state);
    case 'ReturnGate': {
      const by = officer(command.actor, state);
      const { submission } = submitted(state, command.gate);
      if (submission.asks)
        throw new Refusal('conflict', 'PARTNER_ASKED', `The ${submission.asks.party} has been asked`);
      const data = { ...attemptOf(state, command.gate, submission), by, reason: command.reason };
      return [{ type: 'GateReturned', data }];
    }
    case 'AnswerGate':
      return answer(command, state);
    case 'SignWaiver':
      return waive(command, state);
  }
}

/** The only gate at which anything can be done. Refusals: GATE_NOT_IN_RUN, GATE_NOT_NEXT. */
function next(state: KnownRun, gate: Gate): GateState {
  if (!state.gates.some((one) => one.gate === gate))
    throw new Refusal('rule', 'GATE_NOT_IN_RUN', 'The program asks for no such gate');
  const found = nextGate(state);
  if (found?.gate === gate) return found;
  throw new Refusal('conflict', 'GATE_NOT_NEXT', `The next gate is ${found?.gate ?? 'none'}`);
}

function submitted(state: KnownRun, gate: Gate): GateState & { readonly submission: Submission } {
  const found = next(state, gate);
  if (found.status === 'submitted' && found.submission) return { ...found, submission: found.submission };
  throw new Refusal('conflict', 'GATE_NOT_SUBMITTED', 'Nothing has been sent for this gate');
}

/** Nothing goes on while pledges do not cover the cost. Refusals: FUNDING_GAP, CONDITION_UNMET. */
function refuseUnfunded({ approved, gap, cycle, unmet }: FundingStanding, gate: Gate, state: KnownRun): void {
  if (gap > 0) throw new Refusal('conflict', 'FUNDING_GAP', `Pledges are ${gap} KRW short of the cost`);
  if (!approved || cycle < state.cycle)
    throw new Refusal('conflict', 'FUNDING_NOT_APPROVED', 'The co-funding of this cycle is not approved');
  const places = state.gates.map((one) => one.gate as string);
  const reached = places.indexOf(gate);
  const due = unmet.find((before) => before === 'approval' || places.indexOf(before) <= reached);
  if (due !== undefined)
    throw new Refusal('conflict', 'CONDITION_UNMET', `A condition of a pledge had to be met before ${due}`);
}

function submit({ evidence, funding, nameReview, actor }: Of<'SubmitGate'>, state: KnownRun): RunEvent[] {
  const by = person(actor);
  const { gate } = evidence;
  const known = next(state, gate);
  if (known.plannedOn === undefined)
    throw new Refusal('conflict', 'PLAN_MISSING', 'No date is planned for this gate');
  if (known.status === 'submitted' && known.submission?.asks)
    throw new Refusal('conflict', 'PARTNER_ASKED', `The ${known.submission.asks.party} has been asked`);
  refuseUnfunded(funding, gate, state);
  const fault = evidenceFault(evidence, state);
  if (fault !== undefined)
    throw new Refusal('rule', 'EVIDENCE_UNFIT', fault, [
      { pointer: '/evidence', code: 'EVIDENCE_UNFIT', detail: fault },
    ]);
  const attempt = known.attempts + 1;
  const { cycle } = state;
  const party = askedAt(gate);
  const data = { ...placeOf(state), cycle, gate, attempt, evidence, by };
  if (party === undefined) return [{ type: 'GateSubmitted', data }];
  const organisationId = state.partners[party];
  if (organisationId === undefined)
    throw new Refusal('conflict', 'RUN_PARTNER_MISSING', `No ${party} has been named for the run`);
  const asks = { party, organisationId, reviewId: nameReview(cycle, gate, attempt) };
  return [{ type: 'GateSubmitted', data: { ...data, asks } }];
}

function pass({ gate, funding, now, actor }: Of<'PassGate'>, state: KnownRun): RunEvent[] {
  const by = officer(actor, state);
  const { submission, plannedOn } = submitted(state, gate);
  if (submission.asks)
    throw new Refusal('conflict', 'PARTNER_ASKED', `The ${submission.asks.party} has been asked`);
  if (submission.by === by)
    throw new Refusal('rule', 'SECOND_PERSON_NEEDED', 'Who sent the evidence does not judge it');
  refuseUnfunded(funding, gate, state);
  refuseShort(submission, state);
  const data = { ...attemptOf(state, gate, submission), on: dateOf(now), plannedOn, by };
  return through(state, { type: 'GatePassed', data });
}

/** Refusal: GATE_UNFIT. */
function refuseShort({ evidence }: Submission, state: KnownRun): void {
  const short = shortcomings(evidence, state);
  if (short.length === 0) return;
  throw new Refusal(
    'rule',
    'GATE_UNFIT',
    'The evidence does not meet the gate',
    short.map((one) => ({ pointer: '/gate', ...one })),
  );
}

function answer({ reviewId, accepted, now }: Of<'AnswerGate'>, state: KnownRun): RunEvent[] {
  const found = state.gates.find(({ submission }) => submission?.asks?.reviewId === reviewId);
  const submission = found?.submission;
  // Of an earlier cycle, or answered already: nothing waits for it.
  if (!found || !submission?.asks || found.status !== 'submitted') return [];
  const { organisationId } = submission.asks;
  const data = { ...attemptOf(state, found.gate, submission), organisationId };
  if (!accepted) return [{ type: 'GateReturned', data }];
  const passed = { ...data, on: dateOf(now), plannedOn: found.plannedOn };
  return through(state, { type: 'GatePassed', data: passed });
}

function waive({ gate, violations, reason, funding, actor }: Of<'SignWaiver'>, state: KnownRun): RunEvent[] {
  const by = officer(actor, state);
  next(state, gate);
  if (gate === NEVER_WAIVED)
    throw new Refusal('rule', 'GATE_NOT_WAIVABLE', 'Only the buyer accepts what was made');
  const data = { ...placeOf(state), cycle: state.cycle, gate, violations, reason, by };
  if (violations) {
    if (gate !== 'sign-off')
      throw new Refusal('rule', 'GATE_NOT_WAIVABLE', 'Violations are waived at the sign-off only');
    return [{ type: 'WaiverSigned', data }];
  }
  refuseUnfunded(funding, gate, state);
  return through(state, { type: 'WaiverSigned', data });
}

/** With the last gate the run ends. */
function through(state: KnownRun, event: RunEvent): RunEvent[] {
  const after = fold({ initialState: state as RunState, evolve }, [event]) as KnownRun;
  if (nextGate(after) !== undefined) return [event];
  const data = { ...placeOf(state), outcome: 'accepted' as const, decidedBy: [...after.officers] };
  return [event, { type: 'PrototypeRunEnded', data }];
}

const attemptOf = (state: KnownRun, gate: Gate, { attempt }: Submission) => ({
  ...{ ...placeOf(state), cycle: state.cycle, gate, attempt },
});
