import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW. */
const krw = z.int().min(0);
const place = { settlementId: id, caseId: id };

/** KRW of one budget line that were paid to the case and have not been settled. */
const paidLine = z.object({ line: z.string(), paid: krw });

const cost = z.object({
  /** Cost item (비목). */
  item: z.string(),
  amount: krw,
  /** Day in Seoul on which it was paid. */
  paidOn: z.iso.date(),
  /** Part of it that the tax office returns (환급 부가가치세). */
  refundableVat: krw,
  /** SHA-256 of papers of the case. */
  evidence: z.array(z.string()),
});

const figures = {
  accepted: krw,
  disallowed: krw,
  /** Accepted costs that are demanded back because the work failed. */
  clawback: krw,
  unspent: krw,
  interest: krw,
  /** What is to be returned in all. */
  refund: krw,
};

/** Events of a settlement (정산): the beneficiary's report, what officers find of it, and what follows. */
export const settlementEvents = defineEvents(
  event('SettlementOpened', {
    stored: 'disbursement.settlement-opened',
    version: 1,
    schema: z.object({
      ...place,
      stage: z.string(),
      run: z.int(),
      applicationId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      beneficiary: z.object({ personId: id, organisationId: id.optional() }),
      lines: z.array(paidLine),
      /** First day of the agreement. */
      agreedFrom: z.iso.date().optional(),
      reportBefore: z.iso.datetime(),
      terms: z.object({
        /** Ids of costs that the program does not accept. */
        ineligible: z.array(z.string()),
        accountant: z.boolean(),
        interestReturned: z.boolean(),
        surchargeMostTimes: z.int(),
        refundWithin: z.object({ count: z.int(), unit: z.enum(['days', 'working-days', 'months']) }),
      }),
      /** 성실실패: work done in good faith is not recovered. */
      honestFailure: z.boolean(),
    }),
  }),
  event('SettlementReported', {
    stored: 'disbursement.settlement-reported',
    version: 1,
    schema: z.object({
      ...place,
      number: z.int(),
      lines: z.array(paidLine),
      costs: z.array(cost),
      /** Interest that the money earned. */
      interest: krw,
      /** SHA-256 of the accountant's certificate. */
      certificate: z.string().optional(),
      by: id,
    }),
  }),
  event('SettlementSupplementRequested', {
    stored: 'disbursement.settlement-supplement-requested',
    version: 1,
    schema: z.object({ ...place, ask: personal(z.string()), by: id }),
  }),
  event('SettlementAssessed', {
    stored: 'disbursement.settlement-assessed',
    version: 1,
    schema: z.object({
      ...place,
      lines: z.array(paidLine),
      /** `cost` counts the reported costs from 0. */
      findings: z.array(
        z.object({ cost: z.int(), amount: krw, rule: z.string(), reason: personal(z.string()) }),
      ),
      clawbackReason: personal(z.string()).optional(),
      ...figures,
      by: id,
    }),
  }),
  event('SettlementAssessmentRejected', {
    stored: 'disbursement.settlement-assessment-rejected',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('SettlementConfirmed', {
    stored: 'disbursement.settlement-confirmed',
    version: 1,
    schema: z.object({
      ...place,
      programId: z.string(),
      ...figures,
      /** The same by budget line; interest is in the first line's refund. */
      lines: z.array(z.object({ line: z.string(), accepted: krw, refund: krw, interest: krw })),
      dueBefore: z.iso.datetime(),
      assessedBy: id,
      by: id,
    }),
  }),
  event('SettlementOverdue', {
    stored: 'disbursement.settlement-overdue',
    version: 1,
    schema: z.object(place),
  }),
  event('SettlementClosed', {
    stored: 'disbursement.settlement-closed',
    version: 1,
    schema: z.object({ ...place, as: z.enum(['settled', 'recovered', 'not-returned']) }),
  }),
  event('SettlementStopped', {
    stored: 'disbursement.settlement-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.string() }),
  }),
);

export type SettlementEvent = EventsOf<typeof settlementEvents>;
export type SettlementData<Type extends SettlementEvent['type']> = Extract<
  SettlementEvent,
  { type: Type }
>['data'];
export type Cost = SettlementData<'SettlementReported'>['costs'][number];
export type Finding = SettlementData<'SettlementAssessed'>['findings'][number];
