import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetAgreement } from '@doyak/agreements';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  disbursementStream,
  evidenceStream,
  payeeAccountStream,
  paymentOfficersStream,
} from './disbursement-ids.js';
import { caseEvidence } from './domain/case-evidence.js';
import { disbursement } from './domain/disbursement.js';
import type { KnownDisbursement } from './domain/disbursement.state.js';
import { payeeAccount } from './domain/payee-account.js';
import { type AppointedDuty, mandateOf, paymentOfficers } from './domain/payment-officers.js';

/** What commands about payments look up before they are decided. */
@Injectable()
export class MoneyDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Refusal: DISBURSEMENT_NOT_FOUND. */
  async disbursement(id: string): Promise<KnownDisbursement> {
    const { state } = await this.store.load(disbursementStream(id), disbursement);
    if (state.status === 'none')
      throw new Refusal('not-found', 'DISBURSEMENT_NOT_FOUND', 'There is no such disbursement');
    return state;
  }

  /** A disbursement whose case and agreement let money move. Refusals: DISBURSEMENT_NOT_FOUND, CASE_HELD, AGREEMENT_NOT_IN_FORCE. */
  async going(id: string): Promise<KnownDisbursement> {
    const state = await this.disbursement(id);
    await this.refuseHeld(state.caseId);
    const { agreement } = state;
    const found = agreement && (await this.queries.execute(new GetAgreement(agreement.agreementId)));
    const status = found?.state.status ?? 'IN_FORCE';
    if (status !== 'IN_FORCE' && status !== 'COMPLETED')
      throw new Refusal('conflict', 'AGREEMENT_NOT_IN_FORCE', `The agreement is ${status.toLowerCase()}`);
    return state;
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart(of: { caseId: string; stage: string }, actor: Actor, now: Date): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(of.caseId, of.stage, actor.id, now));
    if (other === undefined) return;
    const detail = `The person who decided ${other} may not decide ${of.stage}`;
    throw new Refusal('rule', 'DUTIES_NOT_SEPARATE', detail);
  }

  /** For whom somebody holds a duty of a program now; `undefined`: they do not. */
  async mandate(programId: string, actor: Actor, duty: AppointedDuty, now: Date) {
    const { state } = await this.store.load(paymentOfficersStream(programId), paymentOfficers);
    return mandateOf(state, actor.id, duty, now);
  }

  /** Hashes that are no papers of the case. */
  async unknownPapers(caseId: string, sha256: readonly string[]): Promise<string[]> {
    const { state } = await this.store.load(evidenceStream(caseId), caseEvidence);
    return [...new Set(sha256)].filter((one) => !state.has(one));
  }

  /** Refusal: ACCOUNT_NOT_FOUND, for an account that is another's as well. */
  async refuseForeignAccount(accountId: string, actor: Actor): Promise<void> {
    const { state } = await this.store.load(payeeAccountStream(accountId), payeeAccount);
    const own =
      state.status !== 'none' &&
      (state.owner.organisationId === undefined
        ? state.owner.personId === actor.id
        : state.owner.organisationId === actor.organisationId);
    if (!own) throw new Refusal('not-found', 'ACCOUNT_NOT_FOUND', 'You have registered no such account');
  }
}
