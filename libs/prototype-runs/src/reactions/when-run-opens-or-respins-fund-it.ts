import { defineReaction } from '@doyak/kernel/event-store';
import type { RunEvent } from '../domain/run.events.js';
import { prototypeRun } from '../domain/run.js';
import { DirectCoFunding } from '../features/direct-co-funding/direct-co-funding.js';
import { OpenCoFunding } from '../features/open-co-funding/open-co-funding.js';
import { fundingIdOf, runStream } from '../prototype-run-ids.js';

type Followed = Extract<RunEvent, { type: 'PrototypeRunOpened' | 'RunRespun' }>;

/** A run without a co-funding stage gets a co-funding of its own; what a respin costs is added. */
export const whenRunOpensOrRespins = defineReaction<Followed>({
  name: 'when-run-opens-or-respins-fund-it',
  events: ['PrototypeRunOpened', 'RunRespun'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'PrototypeRunOpened') {
      const { caseId, stage, run, fundingId } = data;
      if (fundingId !== fundingIdOf(caseId, stage, run)) return [];
      return [(context) => new OpenCoFunding(data, context)];
    }
    const { state } = await store.load(runStream(data.runId), prototypeRun);
    if (state.status === 'none') return [];
    const added = { type: 'AddCosts', cycle: data.cycle, items: data.costs } as const;
    return [(context) => new DirectCoFunding(state.fundingId, added, context)];
  },
  settled: ['CO_FUNDING_ENDED'],
});
