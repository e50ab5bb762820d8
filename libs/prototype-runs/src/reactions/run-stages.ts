import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { fundingIdOf, runIdOf } from '../prototype-run-ids.js';

/** Prototype runs and co-fundings that a case has seen before a place in the log. */
export async function madeFor(
  caseId: string,
  before: number,
  store: EventStore,
): Promise<{ runs: string[]; fundings: string[] }> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  const stages = (events as unknown as CaseEvent[]).flatMap((event) =>
    event.type === 'StageOpened' || event.type === 'StageReopened' ? [event.data] : [],
  );
  const ofKind = (...kinds: string[]) => stages.filter(({ kind }) => kinds.includes(kind));
  return {
    runs: ofKind('prototype-run').map(({ stage, run }) => runIdOf(caseId, stage, run)),
    // A prototype run may have a co-funding of its own.
    fundings: ofKind('prototype-run', 'co-funding').map(({ stage, run }) => fundingIdOf(caseId, stage, run)),
  };
}
