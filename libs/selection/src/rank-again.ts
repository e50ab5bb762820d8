import { fold } from '@doyak/kernel/decider';
import type { ProgramDefinition } from '@doyak/programs';
import { rankCandidates } from './domain/ranking.js';
import type { Placed, SelectionEvent, StageTotal } from './domain/selection.events.js';
import { selection } from './domain/selection.js';

/** Where a candidate ended, and where it would end; `rank` and `total` (hundredths) as published and as they would be. */
export interface RankedAgain {
  readonly caseId: string;
  readonly recorded: Pick<Placed, 'rank' | 'total' | 'place'> | undefined;
  /** Out: it would never have come to the selection. Undetermined: a total is missing. */
  readonly would: Pick<Placed, 'rank' | 'total' | 'place'> | 'out' | 'undetermined';
}

/** What changes before the selection. */
export interface Entrants {
  /** Totals in place of the recorded ones, by case and stage. */
  readonly totals: ReadonlyMap<string, readonly StageTotal[]>;
  /** Cases that would have been turned away before. */
  readonly out: ReadonlySet<string>;
  /** Cases of which it cannot be said whether they would have come here, or with which totals. */
  readonly undetermined: ReadonlySet<string>;
  /** Cases that would have come here and did not. */
  readonly joining: readonly string[];
}

/**
 * Ranks everybody who had a published place again, with those who would have joined them, by the weights of another definition. Slots and
 * reserves are the round's, and so do not change; quotas keep the candidates for whom their rule held. `undefined` for a selection without
 * published results, or where the other definition has no such stage.
 */
export function rankAgain(
  events: Iterable<SelectionEvent>,
  definition: ProgramDefinition,
  entrants: Entrants,
): { roundId: string; track: string; stage: string; places: RankedAgain[] } | undefined {
  const state = fold(selection, events);
  if (state.status === 'none') return undefined;
  const { roundId, track, stage } = state;
  const found = definition.tracks
    .find(({ id }) => id === track)
    ?.stages.find(({ id, kind }) => id === stage && kind === 'selection');
  const published = Object.values(state.candidates).filter((one) => one.published);
  if (!found || published.length === 0) return undefined;
  const { totals: weights } = found.config as unknown as { totals: { stage: string; weight: number }[] };
  const ids = [...new Set([...published.map(({ caseId }) => caseId), ...entrants.joining])];
  const candidates = ids
    .filter((caseId) => !entrants.out.has(caseId) && !entrants.undetermined.has(caseId))
    .map((caseId) => ({
      ...{ caseId, quotas: state.candidates[caseId]?.quotas ?? [] },
      totals: weights.flatMap(({ stage: id }) => {
        const again = entrants.totals.get(caseId)?.find((one) => one.stage === id);
        return again ?? state.totals[caseId]?.[id] ?? [];
      }),
    }));
  const complete = candidates.filter(({ totals }) => totals.length === weights.length);
  const ranking = rankCandidates(complete, {
    ...{ weights, tieOrders: state.tieOrders, quotas: state.quotas },
    ...{ slots: state.slots, reserves: state.reserves, firstReserve: 1 },
  });
  const places = ids.map((caseId): RankedAgain => {
    const placed = ranking.find((one) => one.caseId === caseId);
    const missing = entrants.out.has(caseId) ? 'out' : 'undetermined';
    const recorded = state.candidates[caseId]?.published;
    return { caseId, recorded: recorded && brief(recorded), would: placed ? brief(placed) : missing };
  });
  return { roundId, track, stage, places };
}

const brief = ({ rank, total, place }: Placed) => ({ rank, total, place });
