import { z } from 'zod';
import { id, localized, percent, period } from '../format/common.js';
import { outcome, stageKind, sumIs100 } from './stage-kind.js';
import type { Finding, Reference } from './stage-kind.js';

/** One criterion (평가항목). */
export const criterion = z
  .strictObject({
    id,
    title: localized,
    weight: z.int().min(1).max(100).meta({ description: 'Points of 100.' }),
    method: z.enum(['graded', 'points']).meta({
      description:
        'graded: five grades share the weight evenly (20 → 20/16/12/8/4). points: whole points up to the weight.',
    }),
  })
  .meta({ id: 'Criterion' });

export const criteria = z
  .array(criterion)
  .min(1)
  .max(40)
  .meta({ description: 'Their weights add up to 100.' });

const evaluationConfig = z.strictObject({
  committee: id.meta({ description: 'Committee that scores.' }),
  criteria,
  passMark: z
    .int()
    .min(0)
    .max(100)
    .meta({ description: 'Least mean total that passes; policy, commonly 60 or 70.' }),
  bonus: z
    .array(z.strictObject({ id, title: localized, points: z.int().min(1).max(5) }))
    .max(10)
    .optional()
    .meta({ description: 'Points (가점) added after the pass test.' }),
});

type Evaluation = z.output<typeof evaluationConfig>;

const weights = (config: { criteria: Evaluation['criteria'] }): readonly Finding[] =>
  sumIs100(config.criteria, 'weight', { code: 'WEIGHTS_NOT_100', pointer: '/criteria', what: 'The weights' });

const committee = (config: { committee: string }): readonly Reference[] => [
  { to: 'committee', id: config.committee, pointer: '/committee' },
];

export const documentEvaluation = stageKind({
  kind: 'document-evaluation',
  context: 'evaluations',
  title: { ko: '서류평가', en: 'Document evaluation' },
  summary: 'A committee scores the application on weighted criteria without meeting the applicant.',
  config: evaluationConfig,
  outcomes: [outcome('passed', '통과', 'Passed'), outcome('failed', '탈락', 'Failed')],
  references: committee,
  findings: weights,
});

export const expertEvaluation = stageKind({
  kind: 'expert-evaluation',
  context: 'evaluations',
  title: { ko: '전문가 평가', en: 'Expert evaluation' },
  summary:
    'Experts score an application for designation on the criteria of the year in which the stage opens.',
  config: z.strictObject({
    committee: id.meta({ description: 'Committee that scores.' }),
    rubrics: z
      .array(
        z.strictObject({
          year: z.int().min(2020).max(2100),
          passMark: z.int().min(0).max(100),
          criteria,
        }),
      )
      .min(1)
      .max(20)
      .meta({ description: 'Policy of each year; the latest that has begun applies.' }),
  }),
  outcomes: [outcome('passed', '통과', 'Passed'), outcome('failed', '탈락', 'Failed')],
  references: committee,
  findings: ({ rubrics }) =>
    rubrics.flatMap((one, at) => [
      ...sumIs100(one.criteria, 'weight', {
        code: 'WEIGHTS_NOT_100',
        pointer: `/rubrics/${at}/criteria`,
        what: 'The weights',
      }),
      ...(rubrics.findIndex(({ year }) => year === one.year) === at
        ? []
        : [
            {
              code: 'RUBRIC_TWICE',
              pointer: `/rubrics/${at}/year`,
              message: `There is another rubric of ${one.year}`,
            },
          ]),
    ]),
});

export const presentationEvaluation = stageKind({
  kind: 'presentation-evaluation',
  context: 'evaluations',
  title: { ko: '발표평가', en: 'Presentation evaluation' },
  summary: 'The applicant presents to a committee, which scores on weighted criteria.',
  config: evaluationConfig.extend({
    presentationMinutes: z.int().min(1).max(240),
    questionMinutes: z.int().min(0).max(240),
  }),
  outcomes: [
    outcome('passed', '통과', 'Passed'),
    outcome('failed', '탈락', 'Failed'),
    outcome('no-show', '불참', 'Did not appear'),
  ],
  references: committee,
  findings: weights,
});

export const finalEvaluation = stageKind({
  kind: 'final-evaluation',
  context: 'evaluations',
  title: { ko: '최종평가', en: 'Final evaluation' },
  summary:
    'A committee judges whether the agreed aims were reached; failure in good faith (성실실패) is told apart.',
  config: z.strictObject({
    committee: id,
    criteria,
    passMark: z.int().min(0).max(100),
    honestFailure: z.strictObject({
      criteria: z
        .array(z.strictObject({ id, title: localized }))
        .min(1)
        .max(20),
    }),
  }),
  outcomes: [
    outcome('achieved', '달성', 'Aims reached'),
    outcome('honest-failure', '성실실패', 'Failed in good faith'),
    outcome('not-achieved', '미달성', 'Aims not reached'),
  ],
  references: committee,
  findings: weights,
});

export const interimCheck = stageKind({
  kind: 'interim-check',
  context: 'evaluations',
  title: { ko: '중간점검', en: 'Interim check' },
  summary: 'An officer looks at progress and spending half-way.',
  config: z.strictObject({
    items: z
      .array(z.strictObject({ id, title: localized }))
      .min(1)
      .max(40),
    visit: z.boolean().meta({ description: 'Whether the check is made on site.' }),
  }),
  outcomes: [outcome('on-track', '정상', 'On track'), outcome('off-track', '미흡', 'Off track')],
});

export const siteCheck = stageKind({
  kind: 'site-check',
  context: 'evaluations',
  title: { ko: '현장실사', en: 'Site check' },
  summary: 'Inspectors confirm on site what the application says.',
  config: z.strictObject({
    inspectors: z.int().min(1).max(10),
    checklist: z
      .array(z.strictObject({ id, title: localized, mandatory: z.boolean() }))
      .min(1)
      .max(60),
  }),
  outcomes: [outcome('confirmed', '확인', 'Confirmed'), outcome('refuted', '불일치', 'Refuted')],
});

export const screening = stageKind({
  kind: 'screening',
  context: 'screening',
  title: { ko: '요건검토', en: 'Eligibility screening' },
  summary:
    "The track's eligibility rules run over the facts of the application; an officer decides, asks for supplements, or overrules with a second person.",
  config: z.strictObject({
    supplement: z.strictObject({
      requests: z
        .int()
        .min(0)
        .max(5)
        .meta({ description: 'How often a supplement (보완) may be asked for.' }),
      answerWithin: period.meta({ description: 'Meanwhile the clock of the stage stands still.' }),
    }),
    duplicateSupport: z.strictObject({
      keys: z.array(z.enum(['business-number', 'corporate-number', 'representative', 'similar-item'])).max(4),
      years: z.int().min(0).max(10).meta({ description: 'How far back concluded support counts.' }),
      similarFrom: z.int().min(1).max(100).optional().meta({
        description:
          'From which share of common letters in their titles two items are similar, in percent; 70 where it is not said.',
      }),
    }),
    overruling: z.enum(['forbidden', 'with-second-person']),
  }),
  outcomes: [outcome('eligible', '적격', 'Eligible'), outcome('ineligible', '부적격', 'Ineligible')],
});

export const selection = stageKind({
  kind: 'selection',
  context: 'selection',
  title: { ko: '선정', en: 'Selection' },
  summary:
    'Ranks the track by the weighted totals of its evaluations, fills the slots, and keeps ranked reserves.',
  config: z.strictObject({
    slots: z.int().min(1).max(10_000),
    reserves: z.int().min(0).max(10_000),
    totals: z
      .array(z.strictObject({ stage: id, weight: percent }))
      .min(1)
      .max(5)
      .meta({
        description:
          'Evaluations that count, and how much of the total each is. Their weights add up to 100.',
      }),
    ties: z
      .literal('highest-weighted-criterion')
      .meta({ description: 'Ties: the highest-weighted criterion first, then the next.' }),
    quotas: z
      .array(z.strictObject({ id, title: localized, rule: z.string(), slots: z.int().min(1) }))
      .max(20)
      .optional()
      .meta({
        description:
          'Slots kept for applications for which a rule (CEL) holds, e.g. outside the capital area.',
      }),
  }),
  outcomes: [
    outcome('selected', '선정', 'Selected'),
    outcome('not-selected', '미선정', 'Not selected'),
    outcome('reserve-lapsed', '예비 종료', 'Reserve list ended'),
  ],
  references: (config) =>
    config.totals.map(({ stage }, index) => ({
      to: 'earlier-stage',
      id: stage,
      pointer: `/totals/${index}/stage`,
      kinds: ['document-evaluation', 'presentation-evaluation'],
    })),
  expressions: (config) =>
    (config.quotas ?? []).map(({ rule }, index) => ({ pointer: `/quotas/${index}/rule`, text: rule })),
  findings: (config) => {
    const reserved = (config.quotas ?? []).reduce((sum, { slots }) => sum + slots, 0);
    return [
      ...sumIs100(config.totals, 'weight', {
        code: 'WEIGHTS_NOT_100',
        pointer: '/totals',
        what: 'The weights of the evaluations',
      }),
      ...(reserved > config.slots
        ? [
            {
              code: 'QUOTAS_ABOVE_SLOTS',
              pointer: '/quotas',
              message: `Quotas keep ${reserved} slots, there are ${config.slots}`,
            },
          ]
        : []),
    ];
  },
});
