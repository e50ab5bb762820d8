import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW above zero. */
const krw = z.int().min(1);
const entries = z.array(z.object({ account: z.string(), amount: z.int() }));
const line = { programId: z.string(), line: z.string() };
/** One payment order (지급명령) of a case. */
const payment = { ...line, caseId: id, disbursementId: id, orderId: id, amount: krw };
/** Money of a case that has to come back (환수). */
const recovery = { ...line, caseId: id, recoveryId: id, amount: krw };
const commitment = { ...line, caseId: id, agreementId: id, roundId: id };

/** Events of a budget line (예산 세목): each a posting of the ledger (원장) whose entries add up to zero. */
export const budgetLineEvents = defineEvents(
  event('FundsAppropriated', {
    stored: 'disbursement.funds-appropriated',
    version: 1,
    schema: z.object({
      ...{ ...line, amount: krw, entries, by: id },
      /** Where it is decided: the notice or decision by which the money came. */
      basis: z.string(),
    }),
  }),
  event('FundsAllocated', {
    stored: 'disbursement.funds-allocated',
    version: 1,
    schema: z.object({ ...line, roundId: id, amount: krw, entries, by: id }),
  }),
  event('AllocationReturned', {
    stored: 'disbursement.allocation-returned',
    version: 1,
    schema: z.object({ ...line, roundId: id, amount: krw, entries, by: id, reason: z.string() }),
  }),
  event('FundsCommitted', {
    stored: 'disbursement.funds-committed',
    version: 1,
    schema: z.object({
      ...commitment,
      /** Number of the agreement's document that asks for it. */
      number: z.int(),
      /** What is committed to the case from now on, and by how much that differs. */
      total: krw,
      change: z.int(),
      entries,
      by: z.string(),
    }),
  }),
  event('FundsLacked', {
    stored: 'disbursement.funds-lacked',
    version: 1,
    schema: z.object({ ...commitment, number: z.int(), total: krw, lacking: krw }),
  }),
  event('CommitmentReleased', {
    stored: 'disbursement.commitment-released',
    version: 1,
    schema: z.object({ ...commitment, amount: krw, entries, reason: z.string() }),
  }),
  event('PaymentReserved', {
    stored: 'disbursement.payment-reserved',
    version: 1,
    schema: z.object({ ...payment, entries }),
  }),
  event('PaymentLacked', {
    stored: 'disbursement.payment-lacked',
    version: 1,
    schema: z.object({ ...payment, lacking: krw }),
  }),
  event('ReservationReleased', {
    stored: 'disbursement.reservation-released',
    version: 1,
    schema: z.object({ ...payment, entries }),
  }),
  event('PaymentPosted', {
    stored: 'disbursement.payment-posted',
    version: 1,
    schema: z.object({ ...payment, entries }),
  }),
  event('ReturnPosted', {
    stored: 'disbursement.return-posted',
    version: 1,
    schema: z.object({ ...payment, entries }),
  }),
  event('SettlementPosted', {
    stored: 'disbursement.settlement-posted',
    version: 1,
    schema: z.object({
      ...{ ...line, caseId: id, settlementId: id },
      accepted: z.int().min(0),
      refund: z.int().min(0),
      interest: z.int().min(0),
      entries,
    }),
  }),
  event('SurchargePosted', {
    stored: 'disbursement.surcharge-posted',
    version: 1,
    schema: z.object({ ...recovery, entries }),
  }),
  event('RefundPosted', {
    stored: 'disbursement.refund-posted',
    version: 1,
    schema: z.object({ ...recovery, receipt: z.string(), entries }),
  }),
  event('WriteOffPosted', {
    stored: 'disbursement.write-off-posted',
    version: 1,
    schema: z.object({ ...recovery, entries }),
  }),
);

export type BudgetLineEvent = EventsOf<typeof budgetLineEvents>;
