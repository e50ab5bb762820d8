import { Inject, Injectable } from '@nestjs/common';
import { BusinessCalendar, type HolidayOverride } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { LRUCache } from 'lru-cache';
import { AGENCY_CALENDAR, agencyCalendar } from './domain/calendar/agency-calendar.js';
import type { ProgramDefinition } from './domain/format/definition.js';
import type { Track } from './domain/format/track.js';
import type { ProgramEvent } from './domain/lifecycle/program.events.js';
import { round, type RoundState } from './domain/lifecycle/round.js';

export type KnownRound = Exclude<RoundState, { status: 'none' }>;

/** Published definitions and rounds, for other contexts. */
@Injectable()
export class Programs {
  private readonly known = new LRUCache<string, ProgramDefinition>({ max: 200 });

  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** A published version; it never changes. Refusal: PROGRAM_NOT_FOUND. */
  async definition(programId: string, version: number): Promise<ProgramDefinition> {
    const key = `${programId}@${version}`;
    const known = this.known.get(key);
    if (known) return known;
    for (const event of await this.store.readStream(`program-${programId}`)) {
      const one = event as unknown as ProgramEvent;
      if (one.type !== 'ProgramPublished') continue;
      this.known.set(`${programId}@${one.data.version}`, one.data.definition as unknown as ProgramDefinition);
    }
    const found = this.known.get(key);
    if (!found) throw new Refusal('not-found', 'PROGRAM_NOT_FOUND', 'There is no such program or version');
    return found;
  }

  /** A track of a published version. Refusal: PROGRAM_NOT_FOUND, TRACK_NOT_IN_PROGRAM. */
  async track(programId: string, version: number, trackId: string): Promise<Track> {
    const { tracks } = await this.definition(programId, version);
    const found = tracks.find(({ id }) => id === trackId);
    if (!found) throw new Refusal('rule', 'TRACK_NOT_IN_PROGRAM', `The program has no track ${trackId}`);
    return found;
  }

  /** The calendar of a version as it is now: what the agency declared for all programs goes before what the version says. Refusal: PROGRAM_NOT_FOUND. */
  async calendar(programId: string, version: number): Promise<BusinessCalendar> {
    const [{ calendar }, declared] = await Promise.all([
      this.definition(programId, version),
      this.declaredDays(),
    ]);
    return new BusinessCalendar({ overrides: [...calendar.overrides, ...declared] });
  }

  /** Days that the agency declared, in order. */
  async declaredDays(): Promise<readonly HolidayOverride[]> {
    const { state } = await this.store.load(AGENCY_CALENDAR, agencyCalendar);
    return Object.values(state.days).sort((one, other) => (one.date < other.date ? -1 : 1));
  }

  /** Refusal: ROUND_NOT_FOUND. */
  async round(roundId: string): Promise<KnownRound> {
    const { state } = await this.store.load(`round-${roundId}`, round);
    if (state.status === 'none') throw new Refusal('not-found', 'ROUND_NOT_FOUND', 'There is no such round');
    return state;
  }
}
