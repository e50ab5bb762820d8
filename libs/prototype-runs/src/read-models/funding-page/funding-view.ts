import { z } from 'zod';
import { type KnownCoFunding, standing } from '../../domain/co-funding.state.js';
import { costOf, gapOf } from '../../domain/funding-plan.js';

export const fundingStatus = z.enum(['COLLECTING', 'APPROVED', 'REOPENED', 'GIVEN_UP', 'ENDED']);
const contribution = z.object({ pledgeId: z.uuid(), cash: z.int(), inKind: z.int() });
const items = z.array(z.object({ item: z.string(), amount: z.int() }));

export const fundingView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    status: fundingStatus.describe('REOPENED: it was approved, and must be again'),
    cost: z.int().describe('Whole KRW'),
    gap: z.int().describe('What pledges lack'),
    costItems: z.array(z.string()).describe('For what the program pays'),
    costs: z.array(z.object({ cycle: z.int(), item: z.string(), amount: z.int() })),
    shares: z.array(
      z.object({
        party: z.string(),
        leastPercent: z.int(),
        mostPercent: z.int(),
        inKindMostPercent: z.int().optional(),
      }),
    ),
    invited: z.array(z.object({ party: z.string(), organisationId: z.uuid() })),
    pledges: z.array(
      z.object({
        pledgeId: z.uuid(),
        party: z.string(),
        organisationId: z.uuid().nullable(),
        personId: z.uuid().nullable(),
        status: z.enum(['standing', 'withdrawn']),
        cash: z.int(),
        inKind: items,
        conditions: z.array(
          z.object({ id: z.string(), before: z.string(), text: z.string(), met: z.boolean() }),
        ),
        reason: z.string().nullable().describe('Why it was withdrawn'),
      }),
    ),
    approvals: z.array(
      z.object({
        approval: z.int(),
        cost: z.int(),
        contributions: z.array(contribution).describe('What each pledge brings: together exactly the cost'),
        split: z
          .array(z.object({ cycle: z.int(), item: z.string(), parts: z.array(contribution) }))
          .describe('Who pays what of each item'),
        by: z.uuid(),
      }),
    ),
    reason: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'CoFunding' });

export function viewCoFunding(state: KnownCoFunding, version: number): z.input<typeof fundingView> {
  const { caseId, stage, run, status, costs, costItems, shares, invited, reason } = state;
  return {
    id: state.fundingId,
    ...{ caseId, stage, run, status, version, reason: reason ?? null },
    ...{ cost: costOf(costs), gap: gapOf(costs, standing(state)), costItems: [...costItems] },
    ...{ costs: [...costs], shares: [...shares], invited: [...invited] },
    pledges: state.pledges.map((one) => ({
      ...{ pledgeId: one.pledgeId, party: one.party, status: one.status, cash: one.cash },
      ...{ organisationId: one.organisationId ?? null, personId: one.personId ?? null },
      ...{ inKind: [...one.inKind], conditions: [...one.conditions], reason: one.reason ?? null },
    })),
    approvals: state.approvals.map((one) => ({
      ...one,
      contributions: [...one.contributions],
      split: [...one.split],
    })),
  };
}
