import type { Check, Evidence, EvidenceOf, Gate } from './gates.js';
import type { DatasetRecord, RunEvent, RunOpening, RunPartners } from './run.events.js';

export interface Submission {
  readonly attempt: number;
  readonly evidence: Evidence;
  readonly by: string;
  readonly asks:
    { readonly party: string; readonly organisationId: string; readonly reviewId: string } | undefined;
}

/** How one gate stands in the cycle that runs. */
export interface GateState {
  readonly gate: Gate;
  /** open: nothing sent, or sent back; waived: passed over with a signed reason. */
  readonly status: 'open' | 'submitted' | 'passed' | 'waived';
  readonly attempts: number;
  readonly submission: Submission | undefined;
  readonly plannedOn: string | undefined;
  readonly passedOn: string | undefined;
  readonly returned: string | undefined;
}

export interface Waiver {
  readonly cycle: number;
  readonly gate: Gate;
  readonly violations: { readonly check: Check; readonly upTo: number } | undefined;
  readonly reason: string;
  readonly by: string;
}

export interface Respin {
  readonly cycle: number;
  readonly from: Gate;
  readonly reason: string;
  readonly costs: readonly { readonly item: string; readonly amount: number }[];
}

export type Dataset = DatasetRecord & {
  readonly cycle: number;
  readonly faults: readonly string[];
  readonly by: string;
};

export interface KnownRun extends Omit<RunOpening, 'gates' | 'respins'> {
  readonly status: 'OPEN' | 'ACCEPTED' | 'REJECTED' | 'ABANDONED' | 'LAPSED';
  readonly allowedRespins: number;
  /** 1, and one more for each respin. */
  readonly cycle: number;
  readonly gates: readonly GateState[];
  readonly partners: RunPartners;
  readonly waivers: readonly Waiver[];
  readonly respins: readonly Respin[];
  readonly datasets: readonly Dataset[];
  /** Officers on whose decisions the run rests. */
  readonly officers: readonly string[];
  readonly reason: string | undefined;
}

export type RunState = { readonly status: 'none' } | KnownRun;

const fresh = (gate: Gate): GateState => ({
  ...{ gate, status: 'open', attempts: 0, submission: undefined },
  ...{ plannedOn: undefined, passedOn: undefined, returned: undefined },
});

export function evolve(state: RunState, event: RunEvent): RunState {
  if (event.type === 'PrototypeRunOpened') {
    const { gates, respins, ...rest } = event.data;
    return {
      ...{ ...rest, status: 'OPEN', cycle: 1, gates: gates.map(fresh), partners: {} },
      ...{ allowedRespins: respins, respins: [], waivers: [], datasets: [], officers: [], reason: undefined },
    };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'RunPlanned': {
      const on = new Map(event.data.dates.map((one) => [one.gate, one.on]));
      const planned = (one: GateState) => (on.has(one.gate) ? { ...one, plannedOn: on.get(one.gate) } : one);
      return { ...state, gates: state.gates.map(planned) };
    }
    case 'RunPartnersNamed':
      return { ...state, partners: { ...state.partners, ...event.data.partners } };
    case 'GateSubmitted': {
      const { attempt, evidence, by, asks } = event.data;
      const submission = { attempt, evidence, by, asks };
      return at(state, event.data.gate, () => ({ status: 'submitted', attempts: attempt, submission }));
    }
    case 'GatePassed': {
      const { gate, on, by } = event.data;
      return at(officer(state, by), gate, () => ({ status: 'passed', passedOn: on }));
    }
    case 'GateReturned': {
      const { gate, reason } = event.data;
      return at(state, gate, () => ({ status: 'open', submission: undefined, returned: reason ?? '' }));
    }
    case 'WaiverSigned': {
      const { cycle, gate, violations, reason, by } = event.data;
      const signed = { ...state, waivers: [...state.waivers, { cycle, gate, violations, reason, by }] };
      return at(officer(signed, by), gate, () => (violations ? {} : { status: 'waived' }));
    }
    case 'WaferDataRecorded': {
      const { runId: _run, caseId: _case, stage: _stage, run: _number, ...dataset } = event.data;
      return { ...state, datasets: [...state.datasets, dataset] };
    }
    case 'RunRespun': {
      const { cycle, from, reason, costs } = event.data;
      const start = state.gates.findIndex(({ gate }) => gate === from);
      const gates = state.gates.map((one, place) => (place < start ? one : fresh(one.gate)));
      return { ...state, cycle, gates, respins: [...state.respins, { cycle, from, reason, costs }] };
    }
    case 'PrototypeRunEnded': {
      const { outcome, reason, decidedBy } = event.data;
      return { ...state, status: ENDS[outcome], reason, officers: decidedBy };
    }
    case 'PrototypeRunLapsed':
      return { ...state, status: 'LAPSED' };
  }
}

const ENDS = { accepted: 'ACCEPTED', rejected: 'REJECTED', abandoned: 'ABANDONED' } as const;

function at(state: KnownRun, gate: Gate, to: () => Partial<GateState>): KnownRun {
  return { ...state, gates: state.gates.map((one) => (one.gate === gate ? { ...one, ...to() } : one)) };
}

function officer(state: KnownRun, by: string | undefined): KnownRun {
  if (by === undefined || state.officers.includes(by)) return state;
  return { ...state, officers: [...state.officers, by] };
}

/** The gate that is to be passed next; `undefined`: all are. */
export const nextGate = (state: KnownRun): GateState | undefined =>
  state.gates.find(({ status }) => status === 'open' || status === 'submitted');

/** What was sent for a gate in the cycle that runs, or, where it is not gone through again, in an earlier one. */
export function evidenceOf<Of extends Gate>(state: KnownRun, gate: Of): EvidenceOf<Of> | undefined {
  const found = state.gates.find((one) => one.gate === gate)?.submission?.evidence;
  return found as EvidenceOf<Of> | undefined;
}
