import { z } from 'zod';
import { id, krw, localized, percent, period } from '../format/common.js';
import { leastDaysOf, outcome, stageKind } from './stage-kind.js';

/** Who can be party to an agreement or bring money. */
export const PARTIES = [
  'applicant',
  'agency',
  'government',
  'local-government',
  'large-company',
  'buyer',
  'host-institution',
] as const;
const party = z.enum(PARTIES);

export const objection = stageKind({
  kind: 'objection',
  context: 'selection',
  title: { ko: '이의신청', en: 'Objection' },
  summary:
    'The applicant may object to a result within a window; the agency answers in time, with one extension at most.',
  config: z.strictObject({
    window: period.meta({ description: 'From the notice of the result; policy, commonly 7 to 10 days.' }),
    answer: period.meta({ description: 'From filing to the decision.' }),
    extension: period.optional().meta({ description: 'Once, with reason.' }),
    committee: id.optional().meta({ description: 'Committee that decides; otherwise an officer does.' }),
  }),
  outcomes: [
    outcome('not-filed', '미신청', 'Not filed'),
    outcome('dismissed', '기각·각하', 'Dismissed or inadmissible'),
    outcome('accepted', '인용', 'Accepted'),
  ],
  references: ({ committee }) =>
    committee === undefined ? [] : [{ to: 'committee', id: committee, pointer: '/committee' }],
  leastDays: (config) => leastDaysOf(config.window) + leastDaysOf(config.answer),
});

export const agreement = stageKind({
  kind: 'agreement',
  context: 'agreements',
  title: { ko: '협약', en: 'Agreement' },
  summary: 'All parties sign the terms, each by its own account, over the hash of the document.',
  config: z.strictObject({
    parties: z.array(party).min(2).max(PARTIES.length),
    duration: period.meta({ description: 'From signature to the end of the agreement.' }),
    terms: z
      .array(z.strictObject({ id, title: localized, text: localized }))
      .min(1)
      .max(60),
    documents: z
      .array(id)
      .max(40)
      .optional()
      .meta({ description: 'Documents of the application that become part of it.' }),
  }),
  outcomes: [outcome('signed', '체결', 'Signed'), outcome('not-signed', '미체결', 'Not signed')],
  references: (config) =>
    (config.documents ?? []).map((document, index) => ({
      to: 'document',
      id: document,
      pointer: `/documents/${index}`,
    })),
  findings: (config) =>
    new Set(config.parties).size === config.parties.length
      ? []
      : [{ code: 'DUPLICATE_ID', pointer: '/parties', message: 'A party is named twice' }],
});

export const coFunding = stageKind({
  kind: 'co-funding',
  context: 'prototype-runs',
  title: { ko: '공동 재원 확약', en: 'Co-funding' },
  summary: 'Parties pledge cash and in-kind shares until they reach the cost; only then may the work start.',
  config: z.strictObject({
    leastCost: krw.meta({
      description: 'Cost from which the scheme applies, e.g. 10 billion for a single run.',
    }),
    shares: z
      .array(
        z.strictObject({
          party,
          leastPercent: percent,
          mostPercent: percent,
          inKindMostPercent: percent.optional(),
        }),
      )
      .min(1)
      .max(PARTIES.length),
  }),
  outcomes: [outcome('complete', '확보', 'Complete'), outcome('insufficient', '미달', 'Insufficient')],
  findings: ({ shares }) => {
    const least = shares.reduce((sum, share) => sum + share.leastPercent, 0);
    const most = shares.reduce((sum, share) => sum + share.mostPercent, 0);
    const crossed = shares.findIndex((share) => share.leastPercent > share.mostPercent);
    if (crossed >= 0) {
      const message = 'The least share is above the greatest';
      return [{ code: 'SHARES_CANNOT_ADD_UP', pointer: `/shares/${crossed}`, message }];
    }
    if (least <= 100 && most >= 100) return [];
    const message = `The shares reach from ${least} to ${most} percent of the cost: never 100`;
    return [{ code: 'SHARES_CANNOT_ADD_UP', pointer: '/shares', message }];
  },
});

export const incorporation = stageKind({
  kind: 'incorporation',
  context: 'cases',
  title: { ko: '창업(법인 연결)', en: 'Incorporation' },
  summary: 'A founder who applied as a person names the company founded since; the case goes on with it.',
  config: z.strictObject({
    forms: z
      .array(z.enum(['corporation', 'sole-trader']))
      .min(1)
      .max(2),
    founderLeastSharePercent: percent.meta({
      description: 'Share of the company that the founder must hold.',
    }),
  }),
  outcomes: [
    outcome('incorporated', '창업 완료', 'Incorporated'),
    outcome('not-incorporated', '미창업', 'Not incorporated'),
  ],
});
