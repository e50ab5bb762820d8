import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { DirectCoFunding } from '../features/direct-co-funding/direct-co-funding.js';
import { DirectRun } from '../features/direct-run/direct-run.js';
import { OpenCoFunding } from '../features/open-co-funding/open-co-funding.js';
import { OpenRun } from '../features/open-run/open-run.js';
import { fundingIdOf, runIdOf } from '../prototype-run-ids.js';
import { madeFor } from './run-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

type Because = 'case-closed' | 'stage-closed';
const lapse =
  (id: string, because: Because): Effect =>
  (context) =>
    new DirectRun(id, { type: 'LapseRun', because }, context);
const end =
  (id: string, because: Because): Effect =>
  (context) =>
    new DirectCoFunding(id, { type: 'EndCoFunding', because }, context);

/** One reaction for all four, so that nothing ends before it begins. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-end-run',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const { runs, fundings } = await madeFor(data.caseId, event.index, store);
      return [...runs.map((id) => lapse(id, 'case-closed')), ...fundings.map((id) => end(id, 'case-closed'))];
    }
    const { kind, caseId, stage, run } = data;
    if (kind === 'co-funding') {
      if (type !== 'StageClosed') return [(context) => new OpenCoFunding(data, context)];
      // One that is complete goes on for as long as its run does.
      return data.outcome === 'complete' ? [] : [end(fundingIdOf(caseId, stage, run), 'stage-closed')];
    }
    if (kind !== 'prototype-run') return [];
    if (type === 'StageClosed') return [lapse(runIdOf(caseId, stage, run), 'stage-closed')];
    return [(context) => new OpenRun(data, context)];
  },
  settled: ['RUN_NOT_FOUND', 'CO_FUNDING_NOT_FOUND'],
});
