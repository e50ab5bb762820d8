import { addMonths } from '@doyak/kernel/calendar';
import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Gate } from './gates.js';
import { decideGate, type GateCommand } from './run-gates.js';
import { officer, person, placeOf } from './run-guards.js';
import type { DatasetRecord, RunEvent, RunOpening, RunPartners } from './run.events.js';
import { evolve, type KnownRun, nextGate, type RunState } from './run.state.js';

export type RunCommand =
  | ({ type: 'OpenRun' } & RunOpening)
  | { type: 'PlanRun'; dates: readonly { gate: Gate; on: string }[]; reason?: string }
  | { type: 'NamePartners'; partners: RunPartners }
  | { type: 'RecordWaferData'; dataset: DatasetRecord; faults: readonly string[] }
  | {
      type: 'RespinRun';
      from: Gate;
      reason: string;
      costs: readonly { item: string; amount: number }[];
      /** Cost items that the program knows. */
      costItems: readonly string[];
    }
  | { type: 'EndRun'; outcome: 'rejected' | 'abandoned'; reason: string }
  | { type: 'LapseRun'; because: 'case-closed' | 'stage-closed' }
  | GateCommand;

type Of<Type extends RunCommand['type']> = Given<Extract<RunCommand, { type: Type }>>;

/** Datasets that a run keeps: many lots, many retests. */
const MOST_DATASETS = 200;

/**
 * One prototype run (시제품 제작) of a stage's run, on a shuttle or with masks of its own: gates in order with their evidence, waivers, dates planned
 * against actual, respins as new cycles of gates, until the buyer accepts.
 */
export const prototypeRun: Decider<RunState, RunCommand, RunEvent> = {
  name: 'prototype-run',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<RunCommand>, state: RunState): RunEvent[] {
  if (command.type === 'OpenRun') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'PrototypeRunOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'RUN_NOT_FOUND', 'There is no such prototype run');
  if (command.type === 'LapseRun') {
    if (state.status !== 'OPEN') return [];
    return [{ type: 'PrototypeRunLapsed', data: { ...placeOf(state), because: command.because } }];
  }
  // A partner's answer that comes after the end says nothing any more.
  if (command.type === 'AnswerGate' && state.status !== 'OPEN') return [];
  if (state.status !== 'OPEN') throw new Refusal('conflict', 'RUN_ENDED', 'The prototype run has ended');
  switch (command.type) {
    case 'PlanRun':
      return plan(command, state);
    case 'NamePartners':
      return namePartners(command, state);
    case 'RecordWaferData':
      return record(command, state);
    case 'RespinRun':
      return respin(command, state);
    case 'EndRun': {
      const by = officer(command.actor, state);
      const { outcome, reason } = command;
      const decidedBy = [...new Set([...state.officers, by])];
      return [{ type: 'PrototypeRunEnded', data: { ...placeOf(state), outcome, reason, by, decidedBy } }];
    }
    default:
      return decideGate(command, state);
  }
}

/** Dates for every gate that is still to come, in their order, within the months that the program allows. */
function plan({ dates, reason, actor }: Of<'PlanRun'>, state: KnownRun): RunEvent[] {
  const by = person(actor);
  const open = state.gates.filter(({ status }) => status === 'open' || status === 'submitted');
  const wanted = open.map(({ gate }) => gate);
  const unfit = (detail: string) =>
    new Refusal('rule', 'PLAN_UNFIT', detail, [{ pointer: '/dates', code: 'PLAN_UNFIT', detail }]);
  if (dates.map(({ gate }) => gate).join() !== wanted.join())
    throw unfit(`Dates are needed for ${wanted.join(', ')}, in this order`);
  if (dates.some(({ on }, at) => at > 0 && on < dates[at - 1]!.on))
    throw unfit('A gate cannot be planned before the one that it follows');
  const { most } = state.months;
  if (dates.at(-1)!.on > addMonths(dates[0]!.on, most))
    throw unfit(`The program allows ${most} months from the first gate to the last`);
  if (open.some(({ plannedOn }) => plannedOn !== undefined) && reason === undefined)
    throw new Refusal('rule', 'REASON_NEEDED', 'Another plan needs a reason');
  const data = { ...placeOf(state), cycle: state.cycle, dates: dates.map((one) => ({ ...one })), by, reason };
  return [{ type: 'RunPlanned', data }];
}

function namePartners({ partners, actor }: Of<'NamePartners'>, state: KnownRun): RunEvent[] {
  const by = officer(actor, state);
  const waiting = nextGate(state)?.submission?.asks;
  const named = Object.entries(partners) as [keyof RunPartners, string | undefined][];
  const changes = named.filter(([party, one]) => one !== undefined && one !== state.partners[party]);
  if (changes.length === 0) return [];
  if (waiting && changes.some(([party]) => party === waiting.party))
    throw new Refusal('conflict', 'PARTNER_ASKED', `The ${waiting.party} has been asked`);
  if (changes.some(([, one]) => one === state.applicant.organisationId))
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody judges a run of their own organisation');
  return [
    { type: 'RunPartnersNamed', data: { ...placeOf(state), partners: Object.fromEntries(changes), by } },
  ];
}

function record({ dataset, faults, actor }: Of<'RecordWaferData'>, state: KnownRun): RunEvent[] {
  const by = person(actor);
  const same = state.datasets.some(
    ({ sha256, gate, cycle }) => sha256 === dataset.sha256 && gate === dataset.gate && cycle === state.cycle,
  );
  if (same) throw new Refusal('conflict', 'DATASET_KNOWN', 'These bytes have been recorded in this cycle');
  if (state.datasets.length >= MOST_DATASETS)
    throw new Refusal('conflict', 'DATASETS_TOO_MANY', `A run keeps ${MOST_DATASETS} datasets at most`);
  const { cycle } = state;
  return [
    { type: 'WaferDataRecorded', data: { ...placeOf(state), ...dataset, cycle, faults: [...faults], by } },
  ];
}

function respin({ from, reason, costs, costItems, actor }: Of<'RespinRun'>, state: KnownRun): RunEvent[] {
  const by = officer(actor, state);
  if (state.respins.length >= state.allowedRespins)
    throw new Refusal('rule', 'NO_RESPIN_LEFT', `The program allows ${state.allowedRespins} respins`);
  const strange = costs.findIndex(({ item }) => !costItems.includes(item));
  if (strange >= 0)
    throw new Refusal('rule', 'COST_ITEM_UNKNOWN', 'The program pays for no such item', [
      {
        pointer: `/costs/${strange}/item`,
        code: 'COST_ITEM_UNKNOWN',
        detail: 'is no cost item of the program',
      },
    ]);
  const gone = state.gates.find(({ gate }) => gate === from);
  if (gone?.status !== 'passed' && gone?.status !== 'waived')
    throw new Refusal('rule', 'GATE_NOT_PASSED', 'A respin begins with a gate that was passed before');
  const data = { cycle: state.cycle + 1, from, reason, costs: costs.map((one) => ({ ...one })), by };
  return [{ type: 'RunRespun', data: { ...placeOf(state), ...data } }];
}
