import { type Actor, fold } from '@doyak/kernel/decider';
import type { CoFundingEvent, CoFundingOpening } from './co-funding.events.js';
import { coFunding, type CoFundingCommand } from './co-funding.js';
import type { KnownCoFunding } from './co-funding.state.js';
import { type Evidence, type Gate, GATES } from './gates.js';
import type { FundingStanding } from './run-gates.js';
import type { RunEvent, RunOpening } from './run.events.js';
import { prototypeRun, type RunCommand } from './run.js';
import type { KnownRun } from './run.state.js';

export const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:x' },
});
export const applicant = person(10, uuid(11));
export const officer = person(21, uuid(20));
export const second = person(22, uuid(20));
export const buyer = person(31, uuid(30));
export const stranger = person(41, uuid(40));
export const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };
export const now = new Date('2026-03-02T09:00:00.000+09:00');

const at = {
  ...{ caseId: uuid(2), stage: 'prototype-run', run: 1, applicationId: uuid(3), roundId: uuid(4) },
  ...{ programId: 'sample', programVersion: 1, track: 'fabless' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
};
export const runOpening = (change: Partial<RunOpening> = {}): RunOpening => ({
  ...{ runId: uuid(1), fundingId: uuid(5), ...at, route: 'single-run', gates: [...GATES] },
  ...{ months: { least: 6, most: 10 }, respins: 1, acceptance: {} },
  ...change,
});
export const partners = { foundry: uuid(60), 'package-house': uuid(61), buyer: uuid(30) };
export const funded: FundingStanding = { approved: true, gap: 0, cycle: 99, unmet: [] };
export const nameReview = (cycle: number, gate: Gate, attempt: number) => `${cycle}:${gate}:${attempt}`;

const hash = 'a'.repeat(64);
const clean = { violations: 0, sha256: hash };
export const evidenceFor: { readonly [Of in Gate]: Evidence } = {
  'pdk-and-ip': { gate: 'pdk-and-ip', pdk: 'n5 1.2', nda: hash, licences: [] },
  'rtl-freeze': { gate: 'rtl-freeze', tag: 'v1.0', sha256: hash },
  'sign-off': { gate: 'sign-off', checks: { sta: clean, drc: clean, lvs: clean, erc: clean } },
  gds: {
    ...{ gate: 'gds', format: 'gdsii', sha256: hash, topCell: 'top', layerMap: hash },
    dieUm: { width: 10_000, height: 10_000 },
  },
  'tape-out': { gate: 'tape-out', form: hash, foundryReference: 'TO-1' },
  mask: { gate: 'mask', masks: { set: 'M1', revision: 'A' } },
  'wafer-lot': { gate: 'wafer-lot', lot: 'LOT-1', wafers: [1, 2], diameterMm: 300 },
  'wafer-acceptance': { gate: 'wafer-acceptance', report: hash, wafers: [1, 2], defectsPerM2: 1_000 },
  probe: { gate: 'probe', dataset: uuid(70) },
  assembly: { gate: 'assembly', lot: 'A-1', package: 'BGA', units: 90 },
  'final-test': { gate: 'final-test', dataset: uuid(71) },
  reliability: {
    ...{ gate: 'reliability', report: hash, htolHours: 1_000, failures: 0, esd: true, latchUp: true },
  },
  board: { gate: 'board', board: 'EVB', revision: '1', sha256: hash },
  'buyer-acceptance': { gate: 'buyer-acceptance', report: hash },
};
const datasetId = (gate: Gate, cycle: number) => uuid((gate === 'probe' ? 70 : 71) + 10 * (cycle - 1));
export const dataset = (
  gate: 'probe' | 'final-test',
  faults: string[] = [],
  lot = 'LOT-1',
  cycle = 1,
): RunCommand => ({
  type: 'RecordWaferData',
  dataset: {
    ...{ datasetId: datasetId(gate, cycle), gate, format: 'STDF-V4', lot, size: 1 },
    ...{ sha256: hash, resultsSha256: hash },
    figures: { wafers: 1, tested: 100, passed: 90, passedFirst: 80, retested: 10 },
  },
  faults,
});

export const planFrom = (gates: readonly Gate[], reason?: string): RunCommand => ({
  ...{ type: 'PlanRun', reason },
  dates: gates.map((gate, place) => ({ gate, on: `2026-04-${String(place + 1).padStart(2, '0')}` })),
});

export const afterRun = (history: RunEvent[], ...steps: [Actor, RunCommand][]): RunEvent[] =>
  steps.reduce(
    (events, [actor, command]) => [
      ...events,
      ...prototypeRun.decide({ ...command, actor, now }, fold(prototypeRun, events)),
    ],
    history,
  );
export const knownRun = (events: RunEvent[]) => fold(prototypeRun, events) as KnownRun;

/** Opened, planned, with its partners. */
export const begun = (change: Partial<RunOpening> = {}): RunEvent[] =>
  afterRun(
    [],
    [system, { type: 'OpenRun', ...runOpening(change) }],
    [applicant, planFrom(runOpening(change).gates)],
    [officer, { type: 'NamePartners', partners }],
  );

/** Passes the gates until this one, which is left open. */
export function passedUntil(gate: Gate, history = begun()): RunEvent[] {
  let events = history;
  for (;;) {
    const state = knownRun(events);
    const next = state.gates.find(({ status }) => status === 'open' || status === 'submitted');
    if (!next || next.gate === gate) return events;
    events = passed(next.gate, events);
  }
}

function passed(gate: Gate, history: RunEvent[]): RunEvent[] {
  const { cycle } = knownRun(history);
  const measured = gate === 'probe' || gate === 'final-test';
  const data: [Actor, RunCommand][] = measured ? [[applicant, dataset(gate, [], 'LOT-1', cycle)]] : [];
  const evidence = measured ? { gate, dataset: datasetId(gate, cycle) } : evidenceFor[gate];
  const sent = afterRun(history, ...data, [
    applicant,
    { type: 'SubmitGate', evidence, funding: funded, nameReview },
  ]);
  const asks = knownRun(sent).gates.find((one) => one.gate === gate)!.submission!.asks;
  const end: [Actor, RunCommand] = asks
    ? [system, { type: 'AnswerGate', reviewId: asks.reviewId, accepted: true }]
    : [officer, { type: 'PassGate', gate, funding: funded }];
  return afterRun(sent, end);
}

export const fundingOpening = (change: Partial<CoFundingOpening> = {}): CoFundingOpening => ({
  ...{ ...at, stage: 'co-funding', fundingId: uuid(5), leastCost: 1_000, mostCost: 2_000 },
  shares: [
    { party: 'government', leastPercent: 0, mostPercent: 50 },
    { party: 'applicant', leastPercent: 10, mostPercent: 40, inKindMostPercent: 20 },
    { party: 'buyer', leastPercent: 0, mostPercent: 70 },
  ],
  costItems: ['mask', 'wafer', 'eda'],
  ...change,
});
export const afterFunding = (
  history: CoFundingEvent[],
  ...steps: [Actor, CoFundingCommand][]
): CoFundingEvent[] =>
  steps.reduce(
    (events, [actor, command]) => [
      ...events,
      ...coFunding.decide({ ...command, actor, now }, fold(coFunding, events)),
    ],
    history,
  );
export const knownFunding = (events: CoFundingEvent[]) => fold(coFunding, events) as KnownCoFunding;
