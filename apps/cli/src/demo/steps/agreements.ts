import { createHash } from 'node:crypto';
import type { Account, Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { forEach } from '../waiting.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';

interface Agreement {
  readonly id: string;
  readonly caseId: string;
  readonly track: string;
  readonly parties: readonly string[];
  readonly documents: readonly { readonly number: number; readonly sha256: string }[];
}

/** KRW. The own share is what the program asks at least, or more. */
const MONEY = {
  common: { amount: 105_000_000, ownShare: { cash: 35_000_000, inKind: 15_000_000 } },
  // Above the limit from which three people have to order a payment.
  'ax-manufacturing': { amount: 150_000_000, ownShare: { cash: 52_000_000, inKind: 23_000_000 } },
  fabless: { amount: 2_100_000_000, ownShare: { cash: 700_000_000, inKind: 250_000_000 } },
  founders: { amount: 40_000_000 },
} as const;

const byId = ({ id }: { id: string }) => `/v1/agreements/${id}`;

/** Terms are offered, and every party signs over the hash of the document that it has read (협약). */
export async function signAll(cast: Cast, call: Call, applications: readonly Application[]): Promise<void> {
  const { contracts } = cast.officers;
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  await untilQuiet(contracts.api);
  const drafts = await contracts.api.list<Agreement>(`/v1/agreements?roundId=${call.roundId}&status=DRAFT`);
  await forEach(drafts, async (line) => {
    const draft = await contracts.api.get<Agreement>(byId(line));
    const partners = draft.parties.filter((party) => party in cast.partners);
    const named = partners.map((party) => [party, cast.partners[party]!.organisationId] as const);
    await contracts.api.post(`${byId(draft)}/offer`, {
      ...(draft.track in MONEY ? MONEY[draft.track as keyof typeof MONEY] : MONEY.common),
      parties: Object.fromEntries(named),
    });
    const applicant = byCase.get(draft.caseId)!.account;
    const parties = [applicant, ...partners.map((party) => cast.partners[party]!), cast.officers.signing];
    for (const party of parties) await sign(party, draft);
  });
  await untilQuiet(contracts.api);
}

async function sign({ api, name }: Account, agreement: Agreement): Promise<void> {
  const { documents } = await api.get<Agreement>(byId(agreement));
  const { number, sha256 } = documents.at(-1)!;
  const text = await api.text(`${byId(agreement)}/documents/${number}`);
  if (createHash('sha256').update(text, 'utf8').digest('hex') !== sha256)
    throw new Error(`${name} read another document than the one to be signed`);
  await api.post(`${byId(agreement)}/sign`, { sha256 });
}
