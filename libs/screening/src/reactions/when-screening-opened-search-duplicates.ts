import { defineReaction } from '@doyak/kernel/event-store';
import type { ScreeningEvent } from '../domain/screening.events.js';
import { CheckRegisters } from '../features/check-registers/check-registers.js';
import { SearchDuplicates } from '../features/search-duplicates/search-duplicates.js';

type Followed = Extract<ScreeningEvent, { type: 'ScreeningOpened' }>;

export const whenScreeningOpened = defineReaction<Followed>({
  name: 'when-screening-opened-search-duplicates',
  events: ['ScreeningOpened'],
  react: ({ data }) => [
    (context) => new SearchDuplicates(data.screeningId, context),
    (context) => new CheckRegisters(data.screeningId, context),
  ],
  settled: ['SCREENING_CLOSED'],
});
