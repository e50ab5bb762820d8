import { type CaseEvent, CloseStage, PauseStageClock, ResumeStageClock } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { ScreeningEvent } from '../domain/screening.events.js';
import { screening } from '../domain/screening.js';
import { awaitedSupplement, type KnownScreening, type ScreeningState } from '../domain/screening.state.js';
import { screeningId, screeningStream } from '../screening-id.js';
import { screeningStages } from './screening-stages.js';

type Followed =
  | Extract<
      ScreeningEvent,
      { type: 'SupplementRequested' | 'SupplementAnswered' | 'SupplementLapsed' | 'ScreeningDecided' }
    >
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/**
 * Pauses and resumes the clock of the stage, and closes it with the decision. A case on hold hears nothing; once it is resumed it is told
 * again how its screenings stand.
 */
export const whenScreeningMoves = defineReaction<Followed>({
  name: 'when-screening-moves-tell-case',
  events: [
    'SupplementRequested',
    'SupplementAnswered',
    'SupplementLapsed',
    'ScreeningDecided',
    'CaseResumed',
  ],
  react: async (event, store) => {
    if (event.type !== 'CaseResumed') {
      const { screeningId: id } = event.data as { screeningId: string };
      return told(await load(store, id));
    }
    const stages = await screeningStages(event.data.caseId, event.index, store);
    const states = await Promise.all(
      stages.map(({ caseId, stage, run }) => load(store, screeningId(caseId, stage, run))),
    );
    return states.flatMap(told);
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function load(store: EventStore, id: string): Promise<ScreeningState> {
  return (await store.load(screeningStream(id), screening)).state;
}

/** What the case must know of a screening as it stands; each is without effect where the case knows it. */
function told(state: ScreeningState): Effect[] {
  if (state.status === 'none' || state.status === 'stopped') return [];
  const { caseId, stage, run } = state;
  if (state.decision) return [(context) => new CloseStage(endOf(state), context)];
  if (!state.policy.pausesClock) return [];
  if (awaitedSupplement(state)) return [(context) => new PauseStageClock(caseId, stage, run, context)];
  return [(context) => new ResumeStageClock(caseId, stage, run, context)];
}

function endOf({ caseId, stage, run, facts, decision }: KnownScreening) {
  const established = Object.entries(facts).filter(([, { source }]) => source !== 'application');
  return {
    ...{ caseId, stage, run },
    outcome: decision!.decision === 'ELIGIBLE' ? 'eligible' : 'ineligible',
    reason: decision!.reasons[0],
    decidedBy: [...decision!.decidedBy],
    facts: Object.fromEntries(established.map(([name, { value }]) => [name, value])),
  };
}
