import { Inject, Injectable } from '@nestjs/common';
import { endOf } from '@doyak/cases';
import type { Period } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { type KnownTrial, type TrialCommand, trialPurchase } from './domain/trial-purchase.js';
import type { StageOf } from './procurement-config.js';
import { loadRegistration, registrationsOf } from './reactions/registration-stages.js';
import { trialStream } from './registration-ids.js';

/** Config of a stage of kind `trial-purchase`, as `@doyak/programs` checked it before publication. */
interface TrialConfig {
  readonly mostPerProposal: number;
  readonly useFor: Period;
  readonly reportWithin: Period;
}

/** What several commands of trial purchases look up before they are decided. */
@Injectable()
export class TrialDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Refusal: TRIAL_NOT_FOUND. */
  async trial(id: string): Promise<KnownTrial> {
    const { state } = await this.store.load(trialStream(id), trialPurchase);
    if (state.status === 'none')
      throw new Refusal('not-found', 'TRIAL_NOT_FOUND', 'There is no such trial purchase');
    return state;
  }

  decide(id: string, command: TrialCommand, context: DecideOptions): Promise<Appended> {
    return this.store.decide(trialStream(id), trialPurchase, command, context);
  }

  async config(of: StageOf): Promise<TrialConfig> {
    const { stages } = await this.programs.track(of.programId, of.programVersion, of.track);
    const found = stages.find(({ id, kind }) => id === of.stage && kind === 'trial-purchase');
    if (!found) throw new Error(`Track ${of.track} has no trial purchase ${of.stage}`);
    return found.config as unknown as TrialConfig;
  }

  /** When use that begins now ends, and when the report on it is late; nothing beyond the known years of the calendar. */
  async deadlines(of: StageOf, now: Date): Promise<{ useUntil?: string; reportBefore?: string }> {
    const { useFor, reportWithin } = await this.config(of);
    const calendar = await this.programs.calendar(of.programId, of.programVersion);
    const useUntil = endOf(calendar, now, useFor);
    if (useUntil === undefined) return {};
    // The period of the report begins on the last day of use.
    const reportBefore = endOf(calendar, new Date(Date.parse(useUntil) - 1), reportWithin);
    return { useUntil, reportBefore };
  }

  /** The registration of the case whose designation is in force. */
  async inForce(caseId: string): Promise<string | undefined> {
    const ids = await registrationsOf(caseId, Infinity, this.store);
    const states = await Promise.all(ids.map((id) => loadRegistration(this.store, id)));
    return ids.findLast((_, at) => ['DESIGNATED', 'EXTENDED'].includes(states[at]!.status));
  }
}
