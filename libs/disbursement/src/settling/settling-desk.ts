import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type CaseEvent, endOf, GetCase } from '@doyak/cases';
import { addDays, addMonths, dateOf, endOf as endOfDay, type Period } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import {
  disbursementIdOf,
  disbursementStream,
  recoveryStream,
  sanctionStream,
  settlementIdOf,
  settlementStream,
} from '../disbursement-ids.js';
import { disbursement } from '../domain/disbursement.js';
import { paidOf } from '../domain/disbursement.state.js';
import { type KnownRecovery, recovery } from '../domain/settling/recovery.js';
import { type KnownSanction, sanction } from '../domain/settling/sanction.js';
import { settlement } from '../domain/settling/settlement.js';
import type { KnownSettlement } from '../domain/settling/settlement.state.js';

/** KRW paid to a case and not settled, by budget line. */
type PaidLines = KnownSettlement['lines'];

/** What commands about settlement, recovery and sanctions look up before they are decided. */
@Injectable()
export class SettlingDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Refusal: SETTLEMENT_NOT_FOUND. */
  async settlement(id: string): Promise<KnownSettlement> {
    const { state } = await this.store.load(settlementStream(id), settlement);
    if (state.status === 'none')
      throw new Refusal('not-found', 'SETTLEMENT_NOT_FOUND', 'There is no such settlement');
    return state;
  }

  /** Refusal: RECOVERY_NOT_FOUND. */
  async recovery(id: string): Promise<KnownRecovery> {
    const { state } = await this.store.load(recoveryStream(id), recovery);
    if (state.status === 'none')
      throw new Refusal('not-found', 'RECOVERY_NOT_FOUND', 'There is no such recovery');
    return state;
  }

  /** Refusal: SANCTION_NOT_FOUND. */
  async sanction(id: string): Promise<KnownSanction> {
    const { state } = await this.store.load(sanctionStream(id), sanction);
    if (state.status === 'none')
      throw new Refusal('not-found', 'SANCTION_NOT_FOUND', 'There is no such sanction');
    return state;
  }

  /** What the disbursements of a case have paid, without what other settlements have confirmed. */
  async paid(caseId: string, settlementId: string): Promise<PaidLines> {
    const lines = new Map<string, number>();
    const add = (line: string, amount: number) => lines.set(line, (lines.get(line) ?? 0) + amount);
    const runs = await stagesOf(caseId, this.store);
    for (const { kind, stage, run } of runs) {
      if (kind === 'disbursement') {
        const id = disbursementStream(disbursementIdOf(caseId, stage, run));
        const { state } = await this.store.load(id, disbursement);
        if (state.status !== 'none') add(state.line, paidOf(state));
      }
      const other = settlementIdOf(caseId, stage, run);
      if (kind !== 'settlement' || other === settlementId) continue;
      const { state } = await this.store.load(settlementStream(other), settlement);
      if (state.status === 'none' || !state.confirmed) continue;
      for (const { line, accepted, refund, interest } of state.confirmed.lines)
        add(line, interest - accepted - refund);
    }
    return [...lines].map(([line, paid]) => ({ line, paid: Math.max(0, paid) }));
  }

  /** Whether the case's work was found to have failed in good faith (성실실패). */
  async honestFailure(caseId: string): Promise<boolean> {
    const events = (await this.store.readCase(caseId)) as unknown as CaseEvent[];
    return events.some(({ type, data }) => type === 'StageClosed' && data.outcome === 'honest-failure');
  }

  /** The end of a period from an instant, by the program's calendar. */
  async after(
    period: Period,
    from: Date,
    of: { readonly programId: string; readonly programVersion: number },
  ): Promise<string> {
    const calendar = await this.programs.calendar(of.programId, of.programVersion);
    const rolled = endOf(calendar, from, period);
    if (rolled !== undefined) return rolled;
    // Beyond the years whose holidays are known, the day itself counts.
    const [day, { count, unit }] = [dateOf(from), period];
    return endOfDay(unit === 'months' ? addMonths(day, count) : addDays(day, count)).toISOString();
  }

  /** Who is supported in a case. Refusal: CASE_NOT_FOUND. */
  async caseOf(caseId: string) {
    const found = await this.queries.execute(new GetCase(caseId));
    if (!found) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    const beneficiary = {
      personId: found.applicant_person_id,
      ...(found.applicant_organisation_id && { organisationId: found.applicant_organisation_id }),
    };
    return { beneficiary, programId: found.program_id, programVersion: found.program_version };
  }
}

/** Runs of stages that a case has seen. */
export async function stagesOf(caseId: string, store: EventStore) {
  const events = (await store.readCase(caseId)) as unknown as CaseEvent[];
  return events.flatMap((event) =>
    event.type === 'StageOpened' || event.type === 'StageReopened' ? [event.data] : [],
  );
}
