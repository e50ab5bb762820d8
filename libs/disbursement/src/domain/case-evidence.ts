import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { Map as Kept } from 'immutable';
import { z } from 'zod';

const paper = { caseId: z.uuid(), sha256: z.string(), by: z.uuid() };

/** Events of the papers (증빙) with which money of a case is claimed and accounted for. */
export const caseEvidenceEvents = defineEvents(
  event('EvidenceAdded', {
    stored: 'disbursement.evidence-added',
    version: 1,
    schema: z.object({ ...paper, size: z.int(), mediaType: z.string().optional() }),
  }),
  event('EvidenceOpened', {
    stored: 'disbursement.evidence-opened',
    version: 1,
    schema: z.object(paper),
  }),
);

type CaseEvidenceEvent = EventsOf<typeof caseEvidenceEvents>;

export interface Paper {
  readonly size: number;
  /** Told from the bytes; absent where nothing is known by them. */
  readonly mediaType?: string | undefined;
}

export type CaseEvidenceCommand =
  | ({ readonly type: 'AddEvidence'; readonly caseId: string; readonly sha256: string } & Paper)
  | { readonly type: 'OpenEvidence'; readonly caseId: string; readonly sha256: string };

/** Papers of one case; many, but a claim names those it stands on. */
const MOST = 5_000;

/** Papers of one case by their SHA-256: once added, a paper stays. */
export const caseEvidence: Decider<Kept<string, Paper>, CaseEvidenceCommand, CaseEvidenceEvent> = {
  name: 'case-evidence',
  initialState: Kept(),
  evolve: (state, { type, data }) => {
    if (type === 'EvidenceOpened') return state;
    return state.set(data.sha256, { size: data.size, mediaType: data.mediaType });
  },
  decide,
};

function decide(command: Given<CaseEvidenceCommand>, state: Kept<string, Paper>): CaseEvidenceEvent[] {
  const { caseId, sha256, actor } = command;
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const by = actor.id;
  if (command.type === 'OpenEvidence') {
    if (!state.has(sha256)) throw new Refusal('not-found', 'EVIDENCE_NOT_FOUND', 'There is no such paper');
    return [{ type: 'EvidenceOpened', data: { caseId, sha256, by } }];
  }
  if (state.has(sha256)) return [];
  if (state.size >= MOST) throw new Refusal('rule', 'EVIDENCE_TOO_MUCH', `A case has up to ${MOST} papers`);
  const { size, mediaType } = command;
  return [{ type: 'EvidenceAdded', data: { caseId, sha256, size, mediaType, by } }];
}
