import { z } from 'zod';
import { type KnownRecovery, leftOf, nextDue } from '../../domain/settling/recovery.js';
import type { KnownSanction } from '../../domain/settling/sanction.js';
import { type KnownSettlement, paidIn } from '../../domain/settling/settlement.state.js';

export const SETTLEMENT_STATUSES = [
  ...(['OPEN', 'SUBMITTED', 'SUPPLEMENT', 'ASSESSED', 'DISALLOWED'] as const),
  ...(['REFUND_DUE', 'OVERDUE', 'CLOSED', 'STOPPED'] as const),
] as const;
export const RECOVERY_STATUSES = ['DUE', 'OVERDUE', 'RECOVERED', 'WRITTEN_OFF'] as const;
export const SANCTION_STATUSES = [
  ...(['PRIOR_NOTICE', 'OPINION', 'DECIDED', 'IN_FORCE', 'STAYED', 'ENDED', 'DROPPED'] as const),
] as const;

const krw = z.int().describe('Whole KRW');

export const settlementView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    programId: z.string(),
    status: z.enum(SETTLEMENT_STATUSES),
    paid: krw,
    reportBefore: z.string(),
    honestFailure: z.boolean(),
    rules: z.array(z.string()).describe('Ids of costs that the program does not accept'),
    note: z.string().nullable().describe('What was last asked for, or why an assessment was not confirmed'),
    report: z
      .object({
        number: z.int(),
        costs: z.array(
          z.object({
            item: z.string(),
            amount: krw,
            paidOn: z.string(),
            refundableVat: krw,
            evidence: z.array(z.string()),
          }),
        ),
        interest: krw,
        certificate: z.string().nullable(),
      })
      .nullable()
      .describe('The last report'),
    assessment: z
      .object({
        findings: z.array(z.object({ cost: z.int(), amount: krw, rule: z.string(), reason: z.string() })),
        accepted: krw,
        disallowed: krw,
        clawback: krw,
        clawbackReason: z.string().nullable(),
        unspent: krw,
        interest: krw,
        refund: krw,
        by: z.uuid(),
      })
      .nullable(),
    confirmedBy: z.uuid().nullable(),
    closedAs: z.enum(['settled', 'recovered', 'not-returned']).nullable(),
    version: z.int(),
  })
  .meta({ id: 'Settlement' });

export function viewSettlement(state: KnownSettlement, version: number): z.input<typeof settlementView> {
  const { settlementId, caseId, stage, run, programId, status, reportBefore, honestFailure } = state;
  const report = state.reports.at(-1);
  const { assessment } = state;
  return {
    ...{ id: settlementId, caseId, stage, run, programId, status, reportBefore, honestFailure, version },
    ...{ paid: paidIn(state), rules: [...state.terms.ineligible], note: state.note ?? null },
    report: report
      ? {
          ...{ number: report.number, costs: report.costs, interest: report.interest },
          certificate: report.certificate ?? null,
        }
      : null,
    assessment: assessment
      ? {
          ...{ findings: assessment.findings, accepted: assessment.accepted },
          ...{ disallowed: assessment.disallowed, clawback: assessment.clawback },
          ...{ clawbackReason: assessment.clawbackReason ?? null, unspent: assessment.unspent },
          ...{ interest: assessment.interest, refund: assessment.refund, by: assessment.by },
        }
      : null,
    ...{ confirmedBy: state.confirmed?.by ?? null, closedAs: state.closedAs ?? null },
  };
}

const instalment = z.object({ amount: krw, dueBefore: z.string() });

export const recoveryView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    of: z.object({ kind: z.enum(['settlement', 'sanction']), id: z.uuid() }),
    programId: z.string(),
    status: z.enum(RECOVERY_STATUSES),
    amount: krw,
    received: krw,
    left: krw,
    reference: z.string().describe('To be named by the payer, so that the payment is found'),
    instalments: z.array(instalment),
    nextDue: instalment.nullable(),
    receipts: z.array(z.object({ receipt: z.string(), amount: krw, fileId: z.uuid() })),
    reminders: z.int(),
    writeOff: z.object({ reason: z.string(), by: z.uuid() }).nullable().describe('Proposed'),
    version: z.int(),
  })
  .meta({ id: 'Recovery' });

export function viewRecovery(state: KnownRecovery, version: number): z.input<typeof recoveryView> {
  const { recoveryId, caseId, of, programId, status, amount, received, reference, reminders } = state;
  return {
    ...{ id: recoveryId, caseId, of, programId, status, amount, received, left: leftOf(state) },
    ...{ reference, instalments: [...state.instalments], nextDue: nextDue(state) ?? null },
    ...{ receipts: [...state.receipts], reminders, writeOff: state.writeOff ?? null, version },
  };
}

export const sanctionView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    programId: z.string(),
    settlementId: z.uuid().nullable(),
    status: z.enum(SANCTION_STATUSES),
    ground: z.string(),
    reason: z.string(),
    noticed: z.object({ months: z.int(), surcharge: krw, by: z.uuid() }),
    opinionBefore: z.string(),
    opinions: z.array(z.object({ opinion: z.string(), papers: z.array(z.string()), by: z.uuid() })),
    decision: z
      .object({
        months: z.int(),
        surcharge: krw,
        from: z.string().nullable(),
        until: z.string().nullable(),
        reason: z.string(),
        by: z.uuid(),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'Sanction' });

export function viewSanction(state: KnownSanction, version: number): z.input<typeof sanctionView> {
  const { sanctionId, caseId, programId, status, ground, reason, months, surcharge, by } = state;
  const { decision } = state;
  return {
    ...{ id: sanctionId, caseId, programId, status, ground, reason, version },
    ...{ settlementId: state.settlementId ?? null, noticed: { months, surcharge, by } },
    opinionBefore: state.opinionBefore,
    opinions: state.opinions.map(({ opinion, papers, by: who }) => ({ opinion, papers, by: who })),
    decision: decision
      ? {
          ...{ months: decision.months, surcharge: decision.surcharge, from: decision.from ?? null },
          ...{ until: decision.until ?? null, reason: decision.reason, by: decision.by },
        }
      : null,
  };
}
