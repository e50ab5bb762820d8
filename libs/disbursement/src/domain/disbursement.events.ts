import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW above zero; none where a tranche has nothing left to give. */
const krw = z.int().min(1);
const none = z.int().min(0);
const sha256 = z.string();
const place = { disbursementId: id, caseId: id };
const ofTranche = { ...place, tranche: z.string() };
const ofOrder = { ...ofTranche, orderId: id };

/** Who did something, and for whom, where a duty was delegated (위임). */
const hand = { by: id, for: id.optional() };

/** One line of what a claim is about: a cost item of the program, and the papers that prove it by their SHA-256. */
const cost = z.object({ item: z.string(), amount: krw, evidence: z.array(sha256) });

/** Events of the payment of one case's support (지급). Account numbers and names stand elsewhere (ADR 0010). */
export const disbursementEvents = defineEvents(
  event('DisbursementOpened', {
    stored: 'disbursement.disbursement-opened',
    version: 1,
    schema: z.object({
      ...place,
      stage: z.string(),
      run: z.int(),
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      /** Budget line that pays. */
      line: z.string(),
      instrument: z.string(),
      beneficiary: z.object({ personId: id, organisationId: id.optional() }),
      /** Above it three people are needed for a payment, else two. */
      threePeopleAbove: none,
      mostPerCase: krw,
      tranches: z.array(z.object({ id: z.string(), percent: z.int(), papers: z.int() })),
    }),
  }),
  event('AmountSet', {
    stored: 'disbursement.amount-set',
    version: 1,
    schema: z.object({
      ...place,
      amount: krw,
      tranches: z.array(z.object({ id: z.string(), amount: none })),
      /** The document that says so, or who decided it and why. */
      agreement: z.object({ agreementId: id, number: z.int() }).optional(),
      by: id.optional(),
      reason: personal(z.string()).optional(),
    }),
  }),
  event('TrancheDue', {
    stored: 'disbursement.tranche-due',
    version: 1,
    schema: z.object({ ...ofTranche, amount: krw }),
  }),
  event('PayeeAccountNamed', {
    stored: 'disbursement.payee-account-named',
    version: 1,
    schema: z.object({ ...place, accountId: id, by: id }),
  }),
  event('ClaimSubmitted', {
    stored: 'disbursement.claim-submitted',
    version: 1,
    schema: z.object({
      ...ofTranche,
      number: z.int(),
      amount: krw,
      /** Papers, in the order in which the program names them. */
      papers: z.array(sha256),
      costs: z.array(cost),
      by: id,
    }),
  }),
  event('ClaimSentBack', {
    stored: 'disbursement.claim-sent-back',
    version: 1,
    schema: z.object({
      ...ofTranche,
      reason: personal(z.string()),
      /** Whether it had been approved already. */
      approved: z.boolean(),
      by: id,
    }),
  }),
  event('ClaimApproved', {
    stored: 'disbursement.claim-approved',
    version: 1,
    schema: z.object({
      ...ofTranche,
      amount: krw,
      /** Why less is approved than claimed. */
      reason: personal(z.string()).optional(),
      by: id,
    }),
  }),
  event('OrderPrepared', {
    stored: 'disbursement.order-prepared',
    version: 1,
    schema: z.object({
      ...ofOrder,
      programId: z.string(),
      line: z.string(),
      amount: krw,
      accountId: id,
      /** Unique for good; what the bank answers with (EndToEndId, ISO 20022: 35 characters). */
      endToEndId: z.string(),
      /** Not to be paid before this day in Seoul. */
      notBefore: z.iso.date(),
      by: id,
    }),
  }),
  event('OrderFunded', {
    stored: 'disbursement.order-funded',
    version: 1,
    schema: z.object(ofOrder),
  }),
  event('OrderLacksFunds', {
    stored: 'disbursement.order-lacks-funds',
    version: 1,
    schema: z.object({ ...ofOrder, lacking: krw }),
  }),
  event('OrderChanged', {
    stored: 'disbursement.order-changed',
    version: 1,
    schema: z.object({ ...ofOrder, notBefore: z.iso.date(), reason: personal(z.string()), by: id }),
  }),
  event('OrderChecked', {
    stored: 'disbursement.order-checked',
    version: 1,
    schema: z.object({ ...ofOrder, ...hand }),
  }),
  event('OrderReleased', {
    stored: 'disbursement.order-released',
    version: 1,
    schema: z.object({ ...ofOrder, ...hand }),
  }),
  event('OrderCancelled', {
    stored: 'disbursement.order-cancelled',
    version: 1,
    schema: z.object({ ...ofOrder, reason: personal(z.string()), by: id.optional() }),
  }),
  event('OrderSent', {
    stored: 'disbursement.order-sent',
    version: 1,
    schema: z.object({ ...ofOrder, runId: id }),
  }),
  event('PaymentMade', {
    stored: 'disbursement.payment-made',
    version: 1,
    schema: z.object({ ...ofOrder, amount: krw, fileId: id }),
  }),
  event('PaymentFailed', {
    stored: 'disbursement.payment-failed',
    version: 1,
    schema: z.object({
      ...ofOrder,
      /** rejected: it never left; returned: it came back. */
      as: z.enum(['rejected', 'returned']),
      amount: krw,
      /** Of ISO 20022 (ExternalStatusReason1Code, ExternalReturnReason1Code), e.g. AC04. */
      code: z.string(),
      fileId: id,
    }),
  }),
  event('DisbursementCompleted', {
    stored: 'disbursement.disbursement-completed',
    version: 1,
    schema: z.object({ ...place, paid: none }),
  }),
  event('DisbursementStopped', {
    stored: 'disbursement.disbursement-stopped',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id.optional() }),
  }),
);

export type DisbursementEvent = EventsOf<typeof disbursementEvents>;
export type DisbursementData<Type extends DisbursementEvent['type']> = Extract<
  DisbursementEvent,
  { type: Type }
>['data'];
