import type { Decider } from '@doyak/kernel/decider';
import type { EvidenceExportsEvent } from './evidence-exports.events.js';

type Exported = EvidenceExportsEvent['data'];

export type EvidenceExportsCommand = { readonly type: 'RecordExport' } & Exported;

/** Streams of the whole log's exports, and of one case's. They belong to no case: looking at a case must not change it. */
export const evidenceStream = (caseId = '00000000-0000-7000-8000-000000000009') => `evidence-${caseId}`;

/** Exports of one case, or of the log: how many there were. */
export const evidenceExports: Decider<
  { readonly times: number },
  EvidenceExportsCommand,
  EvidenceExportsEvent
> = {
  name: 'evidence',
  initialState: { times: 0 },
  evolve: ({ times }) => ({ times: times + 1 }),
  decide: ({ of, caseId, size, payloads }) => [
    { type: 'EvidenceExported', data: { of, ...(caseId === undefined ? {} : { caseId }), size, payloads } },
  ],
};
