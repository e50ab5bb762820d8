import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { CoFundingEvent } from '../domain/co-funding.events.js';
import { coFunding } from '../domain/co-funding.js';
import type { RunEvent } from '../domain/run.events.js';
import { prototypeRun } from '../domain/run.js';
import { fundingStream, runStream } from '../prototype-run-ids.js';
import { madeFor } from './run-stages.js';

type Followed =
  | Extract<RunEvent, { type: 'PrototypeRunEnded' }>
  | Extract<CoFundingEvent, { type: 'CoFundingApproved' | 'CoFundingGivenUp' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** The first approval completes the co-funding stage; how the run ended closes its own. A case that was on hold hears of it once it is resumed. */
export const whenRunOrFundingSettles = defineReaction<Followed>({
  name: 'when-run-or-funding-settles-tell-case',
  events: ['PrototypeRunEnded', 'CoFundingApproved', 'CoFundingGivenUp', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'PrototypeRunEnded') return runTold(data.runId, store);
    if (type !== 'CaseResumed') return fundingTold(data.fundingId, store);
    const { runs, fundings } = await madeFor(data.caseId, event.index, store);
    const told = [...runs.map((id) => runTold(id, store)), ...fundings.map((id) => fundingTold(id, store))];
    return (await Promise.all(told)).flat();
  },
  // The co-funding of a run without such a stage has none to close, and a stage of another kind has no such outcome.
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND', 'OUTCOME_UNKNOWN'],
});

async function runTold(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(runStream(id), prototypeRun);
  if (state.status === 'none' || state.status === 'OPEN' || state.status === 'LAPSED') return [];
  const { caseId, stage, run, status, officers } = state;
  const outcome = status.toLowerCase();
  const reason = status === 'ABANDONED' ? 'ABANDONED' : undefined;
  const end = { caseId, stage, run, outcome, reason, decidedBy: [...officers] };
  return [(context) => new CloseStage(end, context)];
}

async function fundingTold(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(fundingStream(id), coFunding);
  if (state.status === 'none') return [];
  const { caseId, stage, run, approvals } = state;
  const [first] = approvals;
  const closing = (outcome: string, decidedBy: string[]): Effect[] => [
    (context) => new CloseStage({ caseId, stage, run, outcome, decidedBy }, context),
  ];
  if (first) return closing('complete', [first.by]);
  return state.status === 'GIVEN_UP' ? closing('insufficient', []) : [];
}
