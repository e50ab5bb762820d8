import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW above zero. */
const krw = z.int().min(1);
const instant = z.iso.datetime();
const place = { recoveryId: id, caseId: id };
const lines = z.array(z.object({ line: z.string(), amount: krw }));

/** Events of a recovery (환수): money that has to come back, and how it does. */
export const recoveryEvents = defineEvents(
  event('RecoveryDemanded', {
    stored: 'disbursement.recovery-demanded',
    version: 1,
    schema: z.object({
      ...place,
      /** What it follows: a settlement, or the surcharge (제재부가금) of a sanction. */
      of: z.object({ kind: z.enum(['settlement', 'sanction']), id }),
      programId: z.string(),
      debtor: z.object({ personId: id, organisationId: id.optional() }),
      amount: krw,
      lines,
      /** Names it in the bank's statement. */
      reference: z.string(),
      dueBefore: instant,
    }),
  }),
  event('InstalmentsGranted', {
    stored: 'disbursement.instalments-granted',
    version: 1,
    schema: z.object({
      ...place,
      instalments: z.array(z.object({ amount: krw, dueBefore: instant })),
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('RefundReminded', {
    stored: 'disbursement.refund-reminded',
    version: 1,
    schema: z.object({ ...place, number: z.int(), left: krw, dueBefore: instant, overdue: z.boolean() }),
  }),
  event('RefundReceived', {
    stored: 'disbursement.refund-received',
    version: 1,
    schema: z.object({
      ...place,
      amount: krw,
      lines,
      left: z.int().min(0),
      /** The bank's entry, once and for all. */
      receipt: z.string(),
      fileId: id,
    }),
  }),
  event('RecoveryOverdue', {
    stored: 'disbursement.recovery-overdue',
    version: 1,
    schema: z.object({ ...place, left: krw, dueBefore: instant }),
  }),
  event('WriteOffProposed', {
    stored: 'disbursement.write-off-proposed',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('WriteOffRejected', {
    stored: 'disbursement.write-off-rejected',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('RecoveryWrittenOff', {
    stored: 'disbursement.recovery-written-off',
    version: 1,
    schema: z.object({ ...place, amount: krw, lines, proposedBy: id, by: id }),
  }),
  event('RecoveryClosed', {
    stored: 'disbursement.recovery-closed',
    version: 1,
    schema: z.object({ ...place, as: z.enum(['recovered', 'not-returned']) }),
  }),
);

export type RecoveryEvent = EventsOf<typeof recoveryEvents>;
export type RecoveryData<Type extends RecoveryEvent['type']> = Extract<RecoveryEvent, { type: Type }>['data'];
