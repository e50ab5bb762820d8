import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
/** Whole KRW. */
const krw = z.int().min(0);
const place = { fundingId: id, caseId: id, stage: z.string(), run: z.int() };
const items = z.array(z.object({ item: z.string(), amount: krw }));

/** Who pledges: an organisation through any of its own accounts, or a founder in person. */
const holder = { organisationId: id.optional(), personId: id.optional() };

/** What the definition says of a party's part of the cost, in percent. */
const share = z.object({
  party: z.string(),
  leastPercent: z.int(),
  mostPercent: z.int(),
  inKindMostPercent: z.int().optional(),
});

const condition = z.object({
  id: z.string(),
  /** `approval`, or the gate before which it must be met. */
  before: z.string(),
  text: personal(z.string()),
});

/** Events of the co-funding of a prototype run (공동 재원). */
export const coFundingEvents = defineEvents(
  event('CoFundingOpened', {
    stored: 'prototype-runs.co-funding-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Cost from which the scheme applies. */
      leastCost: krw,
      mostCost: krw.optional(),
      /** Empty: whoever is invited may pledge, and how much. */
      shares: z.array(share),
      costItems: z.array(z.string()),
    }),
  }),
  event('CostsSet', {
    stored: 'prototype-runs.costs-set',
    version: 1,
    schema: z.object({ ...place, items, by: id, reason: personal(z.string()).optional() }),
  }),
  event('CostsAdded', {
    stored: 'prototype-runs.costs-added',
    version: 1,
    schema: z.object({
      ...place,
      /** Cycle of the run that costs so much more. */
      cycle: z.int(),
      items,
    }),
  }),
  event('PartyInvited', {
    stored: 'prototype-runs.party-invited',
    version: 1,
    schema: z.object({ ...place, party: z.string(), organisationId: id, by: id }),
  }),
  event('FundsPledged', {
    stored: 'prototype-runs.funds-pledged',
    version: 1,
    schema: z.object({
      ...place,
      pledgeId: id,
      party: z.string(),
      ...holder,
      cash: krw,
      inKind: items,
      conditions: z.array(condition),
      by: id,
    }),
  }),
  event('PledgeWithdrawn', {
    stored: 'prototype-runs.pledge-withdrawn',
    version: 1,
    schema: z.object({ ...place, pledgeId: id, reason: personal(z.string()), by: id }),
  }),
  event('PledgeConditionMet', {
    stored: 'prototype-runs.pledge-condition-met',
    version: 1,
    schema: z.object({ ...place, pledgeId: id, condition: z.string(), by: id }),
  }),
  event('CoFundingReopened', {
    stored: 'prototype-runs.co-funding-reopened',
    version: 1,
    schema: z.object({
      ...place,
      because: z.enum(['pledge-withdrawn', 'costs-changed', 'respin']),
      /** What pledges lack now. */
      gap: krw,
    }),
  }),
  event('CoFundingApproved', {
    stored: 'prototype-runs.co-funding-approved',
    version: 1,
    schema: z.object({
      ...place,
      /** 1 for the first; each reopening needs another. */
      approval: z.int(),
      cost: krw,
      /** What each pledge brings: together exactly the cost. */
      contributions: z.array(z.object({ pledgeId: id, cash: krw, inKind: krw })),
      /** Who pays what of each item; rows add up to the item, columns to the contribution. */
      split: z.array(
        z.object({
          cycle: z.int(),
          item: z.string(),
          parts: z.array(z.object({ pledgeId: id, cash: krw, inKind: krw })),
        }),
      ),
      by: id,
    }),
  }),
  event('CoFundingGivenUp', {
    stored: 'prototype-runs.co-funding-given-up',
    version: 1,
    schema: z.object({ ...place, reason: personal(z.string()), by: id }),
  }),
  event('CoFundingEnded', {
    stored: 'prototype-runs.co-funding-ended',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type CoFundingEvent = EventsOf<typeof coFundingEvents>;
export type CoFundingOpening = Extract<CoFundingEvent, { type: 'CoFundingOpened' }>['data'];
export type Share = z.output<typeof share>;
export type Condition = z.output<typeof condition>;
