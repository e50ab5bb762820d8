import { z } from 'zod';
import { type KnownDisbursement, paidOf } from '../../domain/disbursement.state.js';

export const ORDER_STATUSES = [
  ...(['PREPARED', 'FUNDED', 'CHECKED', 'RELEASED', 'SENT', 'PAID'] as const),
  ...(['LACKING', 'CANCELLED', 'REJECTED', 'RETURNED'] as const),
] as const;

const krw = z.int().describe('Whole KRW');
const hand = z.object({
  duty: z.enum(['make', 'check', 'release']),
  by: z.uuid(),
  for: z.uuid().nullable().describe('Who delegated the duty'),
});

export const disbursementView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    programId: z.string(),
    line: z.string(),
    instrument: z.string(),
    status: z.enum(['OPEN', 'COMPLETED', 'STOPPED']),
    amount: krw.nullable(),
    paid: krw,
    accountId: z.uuid().nullable(),
    threePeopleAbove: krw,
    tranches: z.array(
      z.object({
        id: z.string(),
        percent: z.int(),
        papers: z.int().describe('Papers that the program asks for'),
        amount: krw,
        status: z.enum(['WAITING', 'DUE', 'CLAIMED', 'APPROVED', 'ORDERED', 'PAID']),
        approved: krw.nullable(),
        claims: z.array(
          z.object({
            number: z.int(),
            amount: krw,
            papers: z.array(z.string()),
            costs: z.array(z.object({ item: z.string(), amount: krw, evidence: z.array(z.string()) })),
            sentBack: z.string().nullable().describe('Why it was sent back'),
          }),
        ),
      }),
    ),
    orders: z.array(
      z.object({
        id: z.uuid(),
        tranche: z.string(),
        amount: krw,
        accountId: z.uuid(),
        status: z.enum(ORDER_STATUSES),
        endToEndId: z.string(),
        notBefore: z.string(),
        runId: z.uuid().nullable(),
        because: z.string().nullable(),
        hands: z.array(hand).describe('Who did what since it was last changed'),
      }),
    ),
    version: z.int(),
  })
  .meta({ id: 'Disbursement' });

export function viewDisbursement(
  state: KnownDisbursement,
  version: number,
): z.input<typeof disbursementView> {
  const { disbursementId, caseId, stage, run, programId, line, instrument, status } = state;
  return {
    ...{ id: disbursementId, caseId, stage, run, programId, line, instrument, status, version },
    amount: state.amount ?? null,
    paid: paidOf(state),
    accountId: state.accountId ?? null,
    threePeopleAbove: state.threePeopleAbove,
    tranches: state.tranches.map(({ claims, approved, ...tranche }) => ({
      ...tranche,
      approved: approved?.amount ?? null,
      claims: claims.map(({ number, amount, papers, costs, sentBack }) => ({
        ...{ number, amount, papers: [...papers] },
        costs: costs.map((cost) => ({ ...cost })),
        sentBack: sentBack?.reason ?? null,
      })),
    })),
    orders: state.orders.map(({ orderId, hands, ...order }) => ({
      ...order,
      id: orderId,
      runId: order.runId ?? null,
      because: order.because ?? null,
      hands: hands.map(({ duty, by, for: whose }) => ({ duty, by, for: whose ?? null })),
    })),
  };
}
