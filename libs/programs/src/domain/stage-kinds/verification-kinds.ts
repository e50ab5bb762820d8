import { z } from 'zod';
import { id, krw, localized, percent, period } from '../format/common.js';
import { leastDaysOf, outcome, stageKind } from './stage-kind.js';

const METRICS = {
  'exact-match': 'basis-points',
  'error-rate': 'basis-points',
  'perturbation-drop': 'basis-points',
  'harmful-refusal': 'basis-points',
  'over-refusal': 'basis-points',
  'bias-score': 'basis-points',
  'first-token-p95': 'ms',
  'end-to-end-p95': 'ms',
  'tokens-per-second': 'tokens-per-second',
  memory: 'MiB',
  power: 'mW',
} as const;

const threshold = z
  .union([
    z.strictObject({
      metric: z.enum(Object.keys(METRICS) as (keyof typeof METRICS)[]),
      atLeast: z.int().min(0),
    }),
    z.strictObject({
      metric: z.enum(Object.keys(METRICS) as (keyof typeof METRICS)[]),
      atMost: z.int().min(0),
    }),
  ])
  .meta({
    id: 'Threshold',
    description: `Whole numbers. ${Object.entries(METRICS)
      .map(([metric, unit]) => `${metric} in ${unit}`)
      .join(', ')}. 7000 basis points are 70 percent.`,
  });

export const pocVerification = stageKind({
  kind: 'poc-verification',
  context: 'poc-verification',
  title: { ko: 'PoC 성능검증', en: 'PoC verification' },
  summary:
    'Measures a model endpoint, or a model on a device, by test suites against thresholds; a laboratory can confirm.',
  config: z.strictObject({
    target: z.enum(['openai-chat', 'openai-completions', 'on-device']),
    deviceClasses: z
      .array(z.enum(['notebook', 'smartphone', 'home-appliance', 'vehicle', 'robot']))
      .max(5)
      .optional(),
    suites: z
      .array(
        z.strictObject({
          task: z
            .string()
            .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
            .meta({ description: 'Task name as in lm-evaluation-harness.' }),
          title: localized,
          samples: z.int().min(1).max(100_000),
          thresholds: z.array(threshold).min(1).max(20),
        }),
      )
      .min(1)
      .max(40),
    load: z
      .strictObject({ concurrency: z.int().min(1).max(1_000), requests: z.int().min(1).max(1_000_000) })
      .optional(),
    attempts: z.int().min(1).max(10).meta({ description: 'How often the applicant may try.' }),
    laboratoryReport: z
      .boolean()
      .meta({ description: 'Whether a test report of a laboratory (TTA, KTL) is needed.' }),
  }),
  outcomes: [outcome('passed', '통과', 'Passed'), outcome('failed', '미달', 'Failed')],
  findings: (config) =>
    config.target === 'on-device' && !config.deviceClasses?.length
      ? [
          {
            code: 'DEVICE_CLASS_MISSING',
            pointer: '/target',
            message: 'On-device verification names no device class',
          },
        ]
      : [],
});

/** Gates of a chip prototype in the only order that physics and foundries allow. */
export const RUN_GATES = [
  'pdk-and-ip',
  'rtl-freeze',
  'sign-off',
  'gds',
  'tape-out',
  'mask',
  'wafer-lot',
  'wafer-acceptance',
  'probe',
  'assembly',
  'final-test',
  'reliability',
  'board',
  'buyer-acceptance',
] as const;

export const prototypeRun = stageKind({
  kind: 'prototype-run',
  context: 'prototype-runs',
  title: { ko: '시제품 제작', en: 'Prototype run' },
  summary:
    'A chip prototype from licences to buyer acceptance, on a shuttle (MPW) or as a single run with its own masks.',
  config: z.strictObject({
    route: z.enum(['mpw-shuttle', 'single-run']),
    gates: z
      .array(z.enum(RUN_GATES))
      .min(3)
      .max(RUN_GATES.length)
      .meta({ description: 'In their natural order; not all are needed.' }),
    months: z
      .strictObject({ least: z.int().min(1).max(36), most: z.int().min(1).max(60) })
      .meta({ description: 'Whole run; 6 to 10 in the field.' }),
    respins: z.int().min(0).max(3),
    mostPerCase: krw,
    costItems: z
      .array(
        z.enum([
          'ip',
          'eda',
          'mask',
          'wafer',
          'bump',
          'probe-card',
          'package-tooling',
          'test-program',
          'reliability',
          'board',
        ]),
      )
      .min(1),
    answerWithin: period.optional().meta({
      description: 'Time that foundry, package house and buyer have for an answer; absent: 30 days.',
    }),
    acceptance: z
      .strictObject({
        leastYieldPercent: percent.optional().meta({ description: 'Of the lot, retests resolved.' }),
        leastCpkHundredths: z
          .int()
          .min(0)
          .max(1_000)
          .optional()
          .meta({ description: 'Of every measured test with a limit; 133 is a Cpk of 1.33.' }),
        leastGoodDies: z.int().min(0).max(100_000_000).optional(),
      })
      .optional()
      .meta({ description: 'What the test data of a lot must show.' }),
  }),
  outcomes: [
    outcome('accepted', '수락', 'Accepted by the buyer'),
    outcome('rejected', '거절', 'Rejected'),
    outcome('abandoned', '중단', 'Abandoned'),
  ],
  leastDays: ({ months }) => months.least * 28,
  findings: ({ gates, months }) => {
    const findings = [];
    const places = gates.map((gate) => RUN_GATES.indexOf(gate));
    const wrong = places.findIndex((place, index) => index > 0 && place <= (places[index - 1] ?? -1));
    if (wrong >= 0) {
      const message = `"${gates[wrong]}" cannot come after "${gates[wrong - 1]}"`;
      findings.push({ code: 'GATES_OUT_OF_ORDER', pointer: `/gates/${wrong}`, message });
    }
    if (months.least > months.most) {
      const message = `At least ${months.least} months, but at most ${months.most}`;
      findings.push({ code: 'RANGE_CROSSED', pointer: '/months', message });
    }
    return findings;
  },
});

/** Ways to a designation as innovation product (혁신제품 지정 경로). */
export const PROCUREMENT_ROUTES = [
  ...(['excellent-rnd', 'supplier-proposal', 'demand-proposal', 'scouting', 'incubating'] as const),
] as const;

export const procurementRegistration = stageKind({
  kind: 'procurement-registration',
  context: 'procurement',
  title: { ko: '혁신제품 지정', en: 'Procurement registration' },
  summary:
    'The applicant applies by a route, a committee votes, the procurement service (조달청) decides, and an innovation product is designated that public bodies can buy.',
  config: z.strictObject({
    routes: z
      .array(z.enum(PROCUREMENT_ROUTES))
      .min(1)
      .max(PROCUREMENT_ROUTES.length)
      .meta({ description: 'Routes by which applicants may apply.' }),
    rndWithinYears: z
      .int()
      .min(1)
      .max(20)
      .meta({ description: 'Excellent R&D: how long ago it may have been completed; policy, commonly 5.' }),
    committee: id.meta({ description: 'Committee that votes on the designation; more than half decide.' }),
    answerWithin: period.meta({ description: 'Time that the procurement service has for its decision.' }),
    reminders: z
      .array(z.int().min(1).max(60))
      .max(5)
      .meta({ description: 'Calendar days before the end of that time.' }),
    validYears: z.int().min(1).max(6),
    extensionYears: z
      .array(z.int().min(1).max(3))
      .max(3)
      .meta({ description: 'Extensions in turn; with the first term 6 years at most.' }),
    extensionWindowDays: z
      .int()
      .min(1)
      .max(730)
      .meta({ description: 'How long before its expiry a designation can be extended.' }),
    expiryNoticeDays: z
      .array(z.int().min(1).max(365))
      .max(5)
      .meta({ description: 'Days before the expiry; a notice falls on the last working day until then.' }),
  }),
  outcomes: [outcome('designated', '지정', 'Designated'), outcome('refused', '거부', 'Refused')],
  references: (config) => [{ to: 'committee', id: config.committee, pointer: '/committee' }],
  leastDays: () => 1,
  findings: (config) => {
    const years = config.extensionYears.reduce((sum, extension) => sum + extension, config.validYears);
    if (years <= 6) return [];
    const message = `With its extensions a designation would last ${years} years; 6 are the most`;
    return [{ code: 'VALIDITY_TOO_LONG', pointer: '/extensionYears', message }];
  },
});

export const trialPurchase = stageKind({
  kind: 'trial-purchase',
  context: 'procurement',
  title: { ko: '시범구매', en: 'Trial purchase' },
  summary: 'The procurement service buys, an institution uses the product and reports.',
  config: z.strictObject({
    mostPerProposal: krw.meta({ description: 'Policy, up to 500 million.' }),
    useFor: period,
    reportWithin: period,
  }),
  outcomes: [
    outcome('used', '사용 완료', 'Used and reported'),
    outcome('not-matched', '미매칭', 'No institution found'),
  ],
  leastDays: ({ useFor }) => leastDaysOf(useFor),
});

export const verificationTestReport = stageKind({
  kind: 'test-report',
  context: 'poc-verification',
  title: { ko: '시험성적서', en: 'Laboratory test report' },
  summary: 'A laboratory is asked for a test report and answers by callback.',
  config: z.strictObject({
    laboratories: z.array(z.string().min(1).max(120)).min(1).max(20),
    methods: z
      .array(z.strictObject({ id, title: localized }))
      .min(1)
      .max(40),
    validMonths: z.int().min(1).max(120),
  }),
  outcomes: [
    outcome('conforming', '적합', 'Conforming'),
    outcome('nonconforming', '부적합', 'Not conforming'),
  ],
});
