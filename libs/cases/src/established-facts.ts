import type { LoggedEvent } from '@doyak/kernel/event-store';
import type { CaseEvent, Facts } from './domain/case.events.js';

/** Facts that the stages of a case and migrations have established, from its events in order; those of one stage can be left out. */
export function establishedFacts(events: readonly LoggedEvent[], without?: string): Facts {
  let facts: Facts = {};
  for (const event of events as unknown as readonly CaseEvent[]) {
    if (event.type === 'CaseMigrated') facts = { ...facts, ...event.data.facts };
    else if (event.type === 'StageClosed' && event.data.stage !== without)
      facts = { ...facts, ...event.data.facts };
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}
