import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicKeyText, sendAnswer } from '@doyak/webhook-receiver';
import { type ApiClient, ApiProblem } from '../api-client.js';
import type { Account, Cast } from '../cast/people.js';
import { TIMES } from '../times.js';
import { forEach, until } from '../waiting.js';

export interface Run {
  readonly id: string;
  readonly caseId: string;
  readonly status: string;
  readonly cycle: number;
  readonly gates: readonly {
    readonly gate: string;
    readonly status: string;
    readonly asks: { readonly party: string; readonly reviewId: string } | null;
  }[];
}

/** A run with the people who bring it on. */
export interface Carried {
  readonly runId: string;
  readonly account: Account;
  /** Of the lot that is made, and of the design. */
  readonly name: string;
}

const VALID = 2 * 365 * 86_400_000;
const path = ({ runId }: Carried) => `/v1/prototype-runs/${runId}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Partners without a system of their own answer by a script that has their key; the foundry's answers by itself. */
export class AnsweringPartners {
  private constructor(
    private readonly cast: Cast,
    private readonly keys: ReadonlyMap<string, KeyObject>,
  ) {}

  static async register(cast: Cast): Promise<AnsweringPartners> {
    const keys = await forEach(['package-house', 'buyer'], async (party) => {
      const { publicKey, privateKey } = generateKeyPairSync('ed25519');
      await cast.officers.call.api.post(
        `/v1/webhook-partners/${cast.partners[party]!.organisationId!}/keys`,
        {
          publicKey: publicKeyText(publicKey),
          validFrom: TIMES.notice.toISOString(),
          validUntil: new Date(TIMES.notice.getTime() + VALID).toISOString(),
        },
      );
      return [party, privateKey] as const;
    });
    return new AnsweringPartners(cast, new Map(keys));
  }

  /** Waits until the gate is passed, by whoever was asked. */
  async accepted(carried: Carried, gate: string): Promise<void> {
    const { runs } = this.cast.officers;
    const stands = async () => {
      const { gates } = await runs.api.get<Run>(path(carried));
      return gates.find((one) => one.gate === gate)!;
    };
    const { party, reviewId } = (await stands()).asks!;
    const key = this.keys.get(party);
    if (key) {
      const requestId = await until(`a request to the ${party}`, () => requestOf(runs.api, reviewId));
      await sendAnswer(this.cast.url, { requestId, outcome: 'accepted' }, { key }, fetch);
    }
    await until(`${gate} to be passed by the ${party}`, async () => (await stands()).status === 'passed');
  }
}

/** The review is opened, and its partner asked, by what follows the gate's evidence. */
async function requestOf(api: ApiClient, reviewId: string): Promise<string | undefined> {
  try {
    const { steps } = await api.get<{ steps: { request: { id: string } | null }[] }>(
      `/v1/reviews/${reviewId}`,
    );
    return steps.find(({ request }) => request !== null)?.request?.id;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
}

/** Sends the evidence of each gate, and has it passed: by an officer, or by the partner who is asked (관문 통과). */
export async function passGates(
  cast: Cast,
  partners: AnsweringPartners,
  carried: Carried,
  evidence: readonly { readonly gate: string }[],
): Promise<void> {
  for (const one of evidence) {
    await carried.account.api.post(`${path(carried)}/submit-gate`, { evidence: one });
    const { gates } = await cast.officers.runs.api.get<Run>(path(carried));
    if (gates.find(({ gate }) => gate === one.gate)!.asks) await partners.accepted(carried, one.gate);
    else await cast.officers.runs.api.post(`${path(carried)}/pass-gate`, { gate: one.gate });
  }
}

/** Test data are sent as bytes, and the gate names them. */
export async function measured(
  cast: Cast,
  carried: Carried,
  gate: 'probe' | 'final-test',
  bytes: Buffer,
): Promise<{ readonly gate: string; readonly dataset: string }> {
  const { datasetId } = await carried.account.api.sendBytes<{ datasetId: string }>(
    `${path(carried)}/wafer-data?gate=${gate}`,
    bytes,
  );
  return { gate, dataset: datasetId };
}

const check = (of: string, violations = 0) => ({ violations, sha256: sha256(of) });

/** What the design shows. */
export const designEvidence = ({ name }: Carried, revision: string, drc = 0) => [
  {
    gate: 'sign-off',
    checks: {
      sta: check(`sta ${name}`),
      drc: check(`drc ${name} ${revision}`, drc),
      lvs: check(`lvs ${name}`),
      erc: check(`erc ${name}`),
    },
  },
  {
    ...{ gate: 'gds', format: 'gdsii', sha256: sha256(`layout ${name} ${revision}`), topCell: 'sample_top' },
    ...{ layerMap: sha256(`layers ${name}`), dieUm: { width: 5_000, height: 5_000 } },
  },
  {
    gate: 'tape-out',
    form: sha256(`form ${name} ${revision}`),
    foundryReference: `SAMPLE-TO-${name}-${revision}`,
  },
  { gate: 'mask', masks: { set: `M-${name}`, revision } },
];

export const licences = ({ name }: Carried) => [
  {
    ...{ gate: 'pdk-and-ip', pdk: 'Sample 28 nm, 1.2', nda: sha256(`nda ${name}`) },
    licences: [{ ip: 'Sample memory compiler', sha256: sha256(`licence ${name}`) }],
  },
  { gate: 'rtl-freeze', tag: 'v1.0', sha256: sha256(`rtl ${name}`) },
];

const WAFERS = [1, 2, 3];
export const lotOf = ({ name }: Carried, revision: string) => ({
  lot: `${name}-${revision}`,
  wafers: WAFERS,
});
export const lotEvidence = (carried: Carried, revision: string) => [
  { gate: 'wafer-lot', ...lotOf(carried, revision), diameterMm: 300 },
];
export const acceptanceEvidence = ({ name }: Carried, revision: string) => [
  {
    ...{ gate: 'wafer-acceptance', report: sha256(`wat ${name} ${revision}`), wafers: WAFERS },
    defectsPerM2: 2_500,
  },
];
export const PARTS = 120;
export const partsEvidence = ({ name }: Carried) => [
  { gate: 'assembly', lot: `${name}-P`, package: 'FCBGA 324', units: PARTS },
];
export const productEvidence = ({ name }: Carried) => [
  {
    ...{ gate: 'reliability', report: sha256(`htol ${name}`), htolHours: 1_000, failures: 0 },
    ...{ esd: true, latchUp: true },
  },
  { gate: 'board', board: 'Sample evaluation board', revision: '1', sha256: sha256(`board ${name}`) },
  { gate: 'buyer-acceptance', report: sha256(`acceptance ${name}`) },
];
