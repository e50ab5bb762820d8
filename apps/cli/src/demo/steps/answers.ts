import type { Planned } from '../cast/applicants.js';
import { businessNumber } from '../cast/business-numbers.js';

const REGIONS = ['chungcheong', 'honam', 'capital', 'daegyeong', 'dongnam', 'gangwon', 'jeju'] as const;

/** Where its head office is. */
export const regionOf = ({ place }: Pick<Planned, 'place'>): string => REGIONS[place % REGIONS.length]!;

/** What the forms of several tracks ask alike. */
function common(planned: Planned, nth: number) {
  const { fate, title, place } = planned;
  return {
    businessNumber: businessNumber(nth),
    foundedOn: fate === 'too-old' ? '2011-03-02' : '2022-05-16',
    employees: 6 + place,
    region: regionOf(planned),
    itemTitle: title,
  };
}

const AMOUNT = 200_000_000;
const DEVICES = ['notebook', 'smartphone', 'home-appliance'] as const;

/** What a track's own form asks. */
const OWN: Readonly<Record<string, (planned: Planned) => object>> = {
  sllm: ({ place }) => ({
    requestedAmount: AMOUNT,
    modelName: `sample-small-${place + 1}`,
    modelParametersMillions: 1_000 + 1_000 * place,
    requestsGuarantee: place % 2 === 0,
  }),
  fabless: () => ({
    requestedAmount: 3_000_000_000,
    ...{ chipDesignShare: 60, processNode: '28nm', buyerCommitted: true },
  }),
  'ax-manufacturing': () => ({ requestedAmount: AMOUNT, serviceLaunched: true }),
  'ax-healthcare': () => ({ requestedAmount: AMOUNT, serviceLaunched: false }),
  'ax-content': () => ({ requestedAmount: AMOUNT, serviceLaunched: true }),
  'on-device': ({ place }) => ({
    requestedAmount: AMOUNT,
    deviceClass: DEVICES[place % DEVICES.length],
    modelName: `sample-device-${place + 1}`,
  }),
  'regional-manufacturing': () => ({
    ...{ requestedAmount: 150_000_000, serviceLaunched: true },
    regionalIndustries: ['precision-parts'],
  }),
  'public-procurement': () => ({
    ...{ serviceLaunched: true, rndCompletedOn: '2024-11-29', productClass: '43232304' },
  }),
};

/** The answers of an application to its track's form; `nth` among all applications. */
export function answersOf(planned: Planned, nth: number): object {
  if (planned.track === 'founders')
    return {
      itemTitle: planned.title,
      plan: `A prototype of "${planned.title}" within ten months.`,
      degree: planned.place % 2 === 0 ? 'doctor' : 'master',
      graduateSchool: 'Sample Graduate School of AI',
      region: regionOf(planned),
    };
  return { ...common(planned, nth), ...OWN[planned.track]!(planned) };
}
