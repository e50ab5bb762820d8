import { z } from 'zod';
import { id, krw, localized, percent, period } from '../format/common.js';
import { leastDaysOf, outcome, stageKind, sumIs100 } from './stage-kind.js';
import type { Finding } from './stage-kind.js';

const ownShare = z
  .strictObject({
    leastPercent: percent.meta({ description: 'Own share of the whole cost; policy, commonly 30.' }),
    cashLeastPercent: percent.meta({ description: 'Part of the whole cost in cash; policy, commonly 10.' }),
    inKindMostPercent: percent.meta({
      description: 'Greatest part of the whole cost in kind; policy, commonly 20.',
    }),
  })
  .meta({ id: 'OwnShare' });

export const disbursement = stageKind({
  kind: 'disbursement',
  context: 'disbursement',
  title: { ko: '지급', en: 'Disbursement' },
  summary: 'Money is committed and released in tranches against evidence, each release by two people.',
  config: z.strictObject({
    instrument: z.enum(['grant', 'policy-fund', 'matching-investment', 'hiring-support']),
    budgetLine: id,
    mostPerCase: krw,
    threePeopleAbove: z.int().min(0).max(1_000_000_000_000_000).optional().meta({
      description:
        'KRW of one payment above which maker, checker and releaser are three people; policy. Absent: every payment needs three.',
    }),
    ownShare: ownShare.optional(),
    matching: z
      .strictObject({
        leastPaidIn: krw.meta({
          description: "Lead investor's paid-in amount that releases public matching.",
        }),
        leastPaidInOutsideCapital: krw,
        mostRatioPercent: z.int().min(1).max(1000).meta({ description: 'Public money per private money.' }),
      })
      .optional(),
    tranches: z
      .array(z.strictObject({ id, percent, evidence: z.array(localized).min(1).max(20) }))
      .min(1)
      .max(12)
      .meta({ description: 'Their percentages add up to 100.' }),
    reallocationMostPercent: percent.meta({
      description: 'Moving more than this between cost items needs approval.',
    }),
  }),
  outcomes: [outcome('paid', '지급 완료', 'Paid'), outcome('stopped', '지급 중단', 'Stopped')],
  references: ({ budgetLine }) => [{ to: 'budget-line', id: budgetLine, pointer: '/budgetLine' }],
  findings: (config): readonly Finding[] => {
    const findings = [
      ...sumIs100(config.tranches, 'percent', {
        code: 'TRANCHES_NOT_100',
        pointer: '/tranches',
        what: 'The tranches',
      }),
    ];
    const { ownShare: own } = config;
    if (own && own.cashLeastPercent > own.leastPercent) {
      const message = `Cash of ${own.cashLeastPercent} percent is asked for in an own share of ${own.leastPercent}`;
      findings.push({ code: 'OWN_SHARE_IMPOSSIBLE', pointer: '/ownShare/cashLeastPercent', message });
    }
    if (config.instrument === 'matching-investment' && !config.matching) {
      const message = 'Matching investment needs the conditions under which it is released';
      findings.push({ code: 'MATCHING_TERMS_MISSING', pointer: '/instrument', message });
    }
    return findings;
  },
});

export const guarantee = stageKind({
  kind: 'guarantee',
  context: 'disbursement',
  title: { ko: '기술보증', en: 'Loan guarantee' },
  summary:
    'A guarantee fund (KIBO) is asked by webhook and answers by callback: due diligence, decision, contract, letter.',
  config: z.strictObject({
    partner: z.string().min(1).max(120).meta({ description: 'Name of the partner agency that decides.' }),
    ratioPercent: percent.meta({ description: 'Guaranteed part of the loan; policy, 85 in general.' }),
    aiRatioPercent: percent.meta({ description: 'For AI companies; policy, up to 95.' }),
    mostPerCase: krw,
    answerWithin: period,
  }),
  outcomes: [outcome('granted', '승인', 'Granted'), outcome('refused', '거절', 'Refused')],
  findings: (config) =>
    config.aiRatioPercent >= config.ratioPercent
      ? []
      : [
          {
            code: 'GUARANTEE_RATIO',
            pointer: '/aiRatioPercent',
            message: `The ratio for AI companies is below the general ratio of ${config.ratioPercent} percent`,
          },
        ],
});

export const settlement = stageKind({
  kind: 'settlement',
  context: 'disbursement',
  title: { ko: '정산', en: 'Settlement' },
  summary:
    'The beneficiary reports all costs; what is not eligible, unspent money and interest are returned.',
  config: z.strictObject({
    reportWithin: period.meta({ description: 'From the end of the agreement; policy, 2 months.' }),
    accountant: z.boolean().meta({ description: 'Whether an accountant must certify the report.' }),
    interestReturned: z.boolean(),
    ineligibleCosts: z.array(z.strictObject({ id, title: localized })).max(40),
    surchargeMostTimes: z
      .int()
      .min(0)
      .max(5)
      .meta({ description: 'Sanction surcharge (제재부가금), times the misused amount.' }),
    refundWithin: period.optional().meta({
      description: 'From the demand to the day by which the money is returned; policy. Absent: 30 days.',
    }),
  }),
  outcomes: [
    outcome('settled', '정산 완료', 'Settled'),
    outcome('recovered', '환수 완료', 'Settled after recovery'),
    outcome('overdue', '미반환', 'Not returned'),
  ],
});

export const outcomeTracking = stageKind({
  kind: 'outcome-tracking',
  context: 'outcomes',
  title: { ko: '성과추적', en: 'Outcome tracking' },
  summary:
    'The beneficiary reports outcomes for some years after the end; they are measured against the targets.',
  config: z.strictObject({
    years: z.int().min(1).max(10).meta({ description: 'Commonly 3 to 5.' }),
    reportEvery: period,
    indicators: z
      .array(z.strictObject({ id, title: localized, unit: z.enum(['krw', 'count', 'percent', 'yes-no']) }))
      .min(1)
      .max(40),
  }),
  outcomes: [outcome('tracked', '추적 완료', 'Tracked'), outcome('not-reported', '미보고', 'Not reported')],
  leastDays: ({ years }) => years * 365,
  findings: (config) =>
    leastDaysOf(config.reportEvery) <= config.years * 365
      ? []
      : [
          {
            code: 'DEADLINE_IMPOSSIBLE',
            pointer: '/reportEvery',
            message: 'No report falls into the years of tracking',
          },
        ],
});
