import { fold } from '@doyak/kernel/decider';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { AskPartner, OpenReview, type StepEvent, StopReview } from '@doyak/reviews';
import type { RunEvent } from '../domain/run.events.js';
import { prototypeRun } from '../domain/run.js';
import { type KnownRun, nextGate } from '../domain/run.state.js';
import { runIdOf, runStream } from '../prototype-run-ids.js';

type Followed =
  | Extract<
      RunEvent,
      { type: 'GateSubmitted' | 'WaiverSigned' | 'RunRespun' | 'PrototypeRunEnded' | 'PrototypeRunLapsed' }
    >
  | Extract<StepEvent, { type: 'StepOpened' }>;

/** Asks the partner that the run names what its gate asks; takes the question back once nobody needs the answer. */
export const whenGateWaits = defineReaction<Followed>({
  name: 'when-gate-waits-ask-partner',
  events: [
    ...(['GateSubmitted', 'StepOpened', 'WaiverSigned', 'RunRespun', 'PrototypeRunEnded'] as const),
    'PrototypeRunLapsed',
  ],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'StepOpened') return named(data, store);
    if (type !== 'GateSubmitted') return takenBack(data.runId, event.streamVersion - 1, store);
    const { asks, gate } = data;
    const state = asks && (await known(data.runId, event.streamVersion, store));
    if (!state) return [];
    return [(context) => new OpenReview(state, context, asks.reviewId, gate)];
  },
  settled: [
    ...['REVIEW_NOT_FOUND', 'REQUEST_MADE', 'PARTNER_UNKNOWN', 'STEP_NOT_RUNNING', 'STEP_CLOSED'],
    'DEADLINE_UNKNOWN',
  ],
});

async function known(runId: string, upToVersion: number, store: EventStore): Promise<KnownRun | undefined> {
  const events = await store.readStream(runStream(runId), { upToVersion });
  const state = fold(prototypeRun, events as unknown as RunEvent[]);
  return state.status === 'none' ? undefined : state;
}

async function named(
  { stepId, reviewId, caseId, stage, run, spec }: Extract<Followed, { type: 'StepOpened' }>['data'],
  store: EventStore,
): Promise<Effect[]> {
  if (spec.kind !== 'external') return [];
  const { state } = await store.load(runStream(runIdOf(caseId, stage, run)), prototypeRun);
  if (state.status === 'none') return [];
  const asked = state.gates.find(({ submission }) => submission?.asks?.reviewId === reviewId);
  const organisationId = asked?.submission?.asks?.organisationId;
  return organisationId === undefined ? [] : [(context) => new AskPartner(stepId, organisationId, context)];
}

/** The question that was open before. */
async function takenBack(runId: string, before: number, store: EventStore): Promise<Effect[]> {
  const state = await known(runId, before, store);
  const waiting = state && nextGate(state);
  const asks = waiting?.status === 'submitted' ? waiting.submission?.asks : undefined;
  if (!asks) return [];
  return [(context) => new StopReview(asks.reviewId, 'stage-closed', context)];
}
