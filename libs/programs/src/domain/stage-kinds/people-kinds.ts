import { z } from 'zod';
import { id, krw, localized } from '../format/common.js';
import { outcome, stageKind } from './stage-kind.js';

const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .meta({ description: 'ISO 3166-1 alpha-2.' });

export const matching = stageKind({
  kind: 'matching',
  context: 'matching',
  title: { ko: '수요 매칭', en: 'Matching' },
  summary:
    'Startups are matched with those who need AI: a large company’s challenge, surveyed SMEs of a region, or a host for trainees.',
  config: z.strictObject({
    demand: z.enum(['challenge', 'survey', 'regional-industry', 'host-company']),
    owners: z
      .array(
        z.enum([
          'large-company',
          'manufacturing-sme',
          'local-government',
          'public-institution',
          'ai-startup',
        ]),
      )
      .min(1)
      .max(5),
    deviceClasses: z
      .array(z.enum(['notebook', 'smartphone', 'home-appliance', 'vehicle', 'robot']))
      .max(5)
      .optional(),
    proposals: z.int().min(1).max(50).meta({ description: 'Matches proposed to each side.' }),
    bothSidesAgree: z.boolean(),
  }),
  outcomes: [outcome('matched', '매칭', 'Matched'), outcome('unmatched', '미매칭', 'Not matched')],
});

export const training = stageKind({
  kind: 'training',
  context: 'talent',
  title: { ko: '교육', en: 'Training' },
  summary: 'A cohort is trained over some weeks; attendance and results are kept per trainee.',
  config: z.strictObject({
    weeks: z.int().min(1).max(104),
    hours: z.int().min(1).max(5_000),
    cohort: z.strictObject({ least: z.int().min(1), most: z.int().min(1).max(10_000) }),
    countries: z.array(country).min(1).max(50),
    languages: z
      .array(z.string().regex(/^[a-z]{2}$/))
      .min(1)
      .max(10)
      .meta({ description: 'ISO 639-1.' }),
    attendanceLeastPercent: z.int().min(0).max(100),
    modules: z
      .array(z.strictObject({ id, title: localized, hours: z.int().min(1) }))
      .min(1)
      .max(60),
  }),
  outcomes: [outcome('completed', '수료', 'Completed'), outcome('dropped-out', '중도탈락', 'Dropped out')],
  leastDays: ({ weeks }) => weeks * 7 - 2,
  findings: ({ cohort, hours, modules }) => {
    const findings = [];
    const taught = modules.reduce((sum, module) => sum + module.hours, 0);
    if (cohort.least > cohort.most) {
      const message = `A cohort of at least ${cohort.least} and at most ${cohort.most}`;
      findings.push({ code: 'RANGE_CROSSED', pointer: '/cohort', message });
    }
    if (taught !== hours) {
      const message = `The modules add up to ${taught} hours, not ${hours}`;
      findings.push({ code: 'HOURS_DO_NOT_ADD_UP', pointer: '/modules', message });
    }
    return findings;
  },
});

export const placement = stageKind({
  kind: 'placement',
  context: 'talent',
  title: { ko: '채용 연계', en: 'Placement' },
  summary: 'A trained developer is placed in an AI startup, which gets hiring support for some months.',
  config: z.strictObject({
    supportMonths: z.int().min(0).max(36),
    supportPerMonth: krw,
    leastEmploymentMonths: z.int().min(0).max(36),
    visa: z
      .array(z.string().regex(/^[A-Z]-\d{1,2}(-\d{1,2})?$/))
      .max(10)
      .meta({ description: 'Visa classes such as E-7.' }),
  }),
  outcomes: [outcome('placed', '채용', 'Placed'), outcome('not-placed', '미채용', 'Not placed')],
});
