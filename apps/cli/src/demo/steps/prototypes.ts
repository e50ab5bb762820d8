import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { TIMES } from '../times.js';
import { forEach, until } from '../waiting.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { openStage } from './cases.js';
import { coverRespin, type Funded, replacePledge } from './co-funding.js';
import {
  acceptanceEvidence,
  AnsweringPartners,
  type Carried,
  designEvidence,
  licences,
  lotEvidence,
  lotOf,
  measured,
  PARTS,
  partsEvidence,
  passGates,
  productEvidence,
  type Run,
} from './gates.js';
import { finalTestData, probeData } from './wafers.js';

/** Moves the clock on and says so. */
export type MoveOn = (instant: Date, line: string) => Promise<void>;

/** KRW that new masks and wafers cost after a respin. */
const RESPIN_COSTS = [
  { item: 'mask', amount: 1_000_000_000 },
  { item: 'wafer', amount: 400_000_000 },
];
const FIRST = 'A';
const SECOND = 'B';

/**
 * Single runs of the fabless track, gate by gate over a year, to the acceptance by the buyer (시제품 제작): at the first one a pledge is withdrawn and
 * replaced; the last one's first wafers leak, and it is respun.
 */
export async function makePrototypes(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
  funded: readonly Funded[],
  moveOn: MoveOn,
): Promise<void> {
  const partners = await AnsweringPartners.register(cast);
  const all = await begin(cast, call, applications, funded);
  const respun = all.at(-1)!;
  const others = all.slice(0, -1);
  const pass = (carried: Carried, evidence: readonly { gate: string }[]) =>
    passGates(cast, partners, carried, evidence);

  await forEach(all, (one) => pass(one, licences(one)));
  await withoutPledge(cast, all[0]!, funded[0]!);
  await forEach(all, (one) => signOff(cast, one, pass));
  await moveOn(TIMES.masks, 'masks and the first lots');
  await forEach(all, (one) => pass(one, [designEvidence(one, FIRST)[3]!, ...lotEvidence(one, FIRST)]));

  await moveOn(TIMES.wafers, 'wafers are probed; one run is respun');
  await forEach(all, (one) => pass(one, acceptanceEvidence(one, FIRST)));
  await forEach(others, async (one) =>
    pass(one, [await measured(cast, one, 'probe', probeData(lotOf(one, FIRST)))]),
  );
  await respin(cast, respun, funded.at(-1)!);
  await pass(respun, [...designEvidence(respun, SECOND), ...lotEvidence(respun, SECOND)]);

  await moveOn(TIMES.parts, 'parts are assembled, tested and accepted by the buyer');
  await forEach(others, (one) => finish(cast, one, pass));
  await moveOn(TIMES.respunParts, 'the run that was respun is accepted as well');
  await pass(respun, acceptanceEvidence(respun, SECOND));
  await pass(respun, [await measured(cast, respun, 'probe', probeData(lotOf(respun, SECOND)))]);
  await finish(cast, respun, pass);
  await untilQuiet(cast.officers.runs.api);
}

type Pass = (carried: Carried, evidence: readonly { gate: string }[]) => Promise<void>;
const path = ({ runId }: Carried) => `/v1/prototype-runs/${runId}`;

async function begin(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
  funded: readonly Funded[],
): Promise<Carried[]> {
  const { api } = cast.officers.runs;
  await openStage(api, call, 'prototype-run');
  const organisation = (party: string) => cast.partners[party]!.organisationId!;
  return forEach(funded, async ({ caseId }, at) => {
    const { account } = applications.find((one) => one.caseId === caseId)!;
    const [line] = await api.list<Run>(`/v1/prototype-runs?caseId=${caseId}`);
    const carried = { runId: line!.id, account, name: `NPU${at + 1}` };
    await plan(carried, TIMES.design);
    await api.post(`${path(carried)}/name-partners`, {
      foundry: organisation('foundry'),
      'package-house': organisation('package-house'),
      buyer: organisation('buyer'),
    });
    return carried;
  });
}

/** Three weeks for each gate that is still to come. */
async function plan(carried: Carried, from: Date): Promise<void> {
  const { api } = carried.account;
  const { gates, cycle } = await api.get<Run>(path(carried));
  const open = gates.filter(({ status }) => status === 'open');
  const day = (at: number) => new Date(from.getTime() + at * 18 * 86_400_000).toISOString().slice(0, 10);
  await api.post(`${path(carried)}/plan`, {
    dates: open.map(({ gate }, at) => ({ gate, on: day(at) })),
    ...(cycle > 1 && { reason: 'The run was respun.' }),
  });
}

/** While pledges do not cover the cost the next gate is not taken in. */
async function withoutPledge(cast: Cast, carried: Carried, funded: Funded): Promise<void> {
  const [evidence] = designEvidence(carried, FIRST);
  const refused = async () => carried.account.api.refusal(`${path(carried)}/submit-gate`, { evidence });
  await replacePledge(cast, funded, async () => {
    const code = await refused();
    if (code !== 'FUNDING_GAP') throw new Error(`A gate was passed without the pledge: ${code}`);
  });
}

/** Three violations of design rules are waived by name; then layout and tape-out. */
async function signOff(cast: Cast, carried: Carried, pass: Pass): Promise<void> {
  await cast.officers.runs.api.post(`${path(carried)}/waive`, {
    ...{ gate: 'sign-off', violations: { check: 'drc', upTo: 3 } },
    reason: 'The foundry has agreed to the three of them.',
  });
  await pass(carried, designEvidence(carried, FIRST, 3).slice(0, 3));
}

/** The wafers leak: the data fall short of the program, and the design goes back to its sign-off (재설계 제작). */
async function respin(cast: Cast, carried: Carried, funded: Funded): Promise<void> {
  const { api } = cast.officers.runs;
  const bytes = probeData({ ...lotOf(carried, FIRST), weak: true });
  const evidence = await measured(cast, carried, 'probe', bytes);
  await carried.account.api.post(`${path(carried)}/submit-gate`, { evidence });
  const code = await api.refusal(`${path(carried)}/pass-gate`, { gate: 'probe' });
  if (code !== 'GATE_UNFIT') throw new Error(`Wafers that leak were passed: ${code}`);
  await api.post(`${path(carried)}/respin`, {
    ...{ from: 'sign-off', reason: 'The wafers leak beyond their limit.', costs: RESPIN_COSTS },
  });
  await until('the cost of the respin', async () => {
    const { status } = await api.get<{ status: string }>(`/v1/co-fundings/${funded.fundingId}`);
    return status === 'REOPENED';
  });
  await coverRespin(
    cast,
    funded,
    RESPIN_COSTS.reduce((sum, { amount }) => sum + amount, 0),
  );
  await plan(carried, TIMES.wafers);
}

async function finish(cast: Cast, carried: Carried, pass: Pass): Promise<void> {
  await pass(carried, partsEvidence(carried));
  const tested = finalTestData(`${carried.name}-F`, PARTS);
  await pass(carried, [await measured(cast, carried, 'final-test', tested)]);
  await pass(carried, productEvidence(carried));
  await until(`an accepted run ${carried.name}`, async () => {
    const { status } = await cast.officers.runs.api.get<Run>(path(carried));
    return status === 'ACCEPTED';
  });
}
