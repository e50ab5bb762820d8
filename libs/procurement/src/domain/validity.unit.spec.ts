import { addMonths, BusinessCalendar, plainDate } from '@doyak/kernel/calendar';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isClassification,
  isProductId,
  levelsOf,
  listNumberOf,
  partsOfListNumber,
} from './product-numbers.js';
import { faultsOfRoute, type RouteCheck, type RouteFacts } from './routes.js';
import { expiryNotices, lastDayOfTerm } from './validity.js';

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2090-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10));

describe('The term of a designation', () => {
  it('ends on the eve of the corresponding day, also over leap years', () => {
    expect(lastDayOfTerm('2026-07-22', 3)).toBe('2029-07-21');
    expect(lastDayOfTerm('2025-03-01', 3)).toBe('2028-02-29');
    expect(lastDayOfTerm('2026-03-01', 3)).toBe('2029-02-28');
    expect(lastDayOfTerm('2026-01-01', 6)).toBe('2031-12-31');
    // No 29 February in that year: the last day of the month (Civil Act, art. 160).
    expect(lastDayOfTerm('2028-02-29', 3)).toBe('2031-02-28');
    expect(lastDayOfTerm('2028-02-29', 4)).toBe('2032-02-28');
  });

  it('is as long in one go as in parts, and the day after it is the corresponding day or the first of a month', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 6 }), (from, years) => {
        const last = lastDayOfTerm(from, years);
        const next = plainDate(last).add({ days: 1 }).toString();
        const corresponding = addMonths(from, 12 * years);
        const leapDay = from.endsWith('-02-29') && !corresponding.endsWith('-02-29');
        expect(next).toBe(leapDay ? `${corresponding.slice(0, 4)}-03-01` : corresponding);
        expect(last < lastDayOfTerm(from, years + 1)).toBe(true);
      }),
    );
  });

  it('is noticed on the last working day until then, in office hours, and not in the past', () => {
    const calendar = new BusinessCalendar();
    const now = new Date('2025-01-02T00:00:00Z');
    // 2026-02-16 to 18 is Seollal; the working day before is Friday, the 13th.
    expect(expiryNotices('2026-05-18', [30, 90], calendar, now)).toEqual([
      { daysBefore: 90, at: '2026-02-13T00:00:00.000Z' },
      { daysBefore: 30, at: '2026-04-17T00:00:00.000Z' },
    ]);
    expect(expiryNotices('2026-05-18', [30, 90], calendar, new Date('2026-03-01T00:00:00Z'))).toHaveLength(1);
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 365 }), (until, days) => {
        const [notice] = expiryNotices(until, [days], calendar, new Date(0));
        const left = (Date.parse(`${until}T00:00:00+09:00`) - Date.parse(notice!.at)) / 86_400_000;
        expect(left).toBeGreaterThanOrEqual(days - 0.375);
        expect(plainDate(notice!.at.slice(0, 10)).dayOfWeek).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('Numbers of products', () => {
  it('are 8 digits in pairs, 8 digits, and both', () => {
    for (const good of ['43232304', '10101501', '99999999']) expect(isClassification(good)).toBe(true);
    for (const bad of [
      '4323230',
      '432323040',
      '03232304',
      '43230004',
      '43232300',
      '4323-304',
      '４３２３２３０４',
    ])
      expect([bad, isClassification(bad)]).toEqual([bad, false]);
    for (const bad of ['02468101', '2468101', '246810123', '2468101x']) expect(isProductId(bad)).toBe(false);
    expect(levelsOf('43232304')).toEqual(['43', '23', '23', '04']);
    expect(partsOfListNumber('4323230002468101')).toBeUndefined();
    const pair = fc.integer({ min: 1, max: 99 }).map((one) => String(one).padStart(2, '0'));
    const classification = fc.tuple(fc.integer({ min: 10, max: 99 }).map(String), pair, pair, pair);
    fc.assert(
      fc.property(
        classification,
        fc.integer({ min: 10_000_000, max: 99_999_999 }).map(String),
        (pairs, productId) => {
          const text = listNumberOf(pairs.join(''), productId);
          expect(text).toMatch(/^\d{16}$/);
          expect(partsOfListNumber(text)).toEqual({ classification: pairs.join(''), productId });
        },
      ),
    );
  });
});

describe('Routes to a designation', () => {
  const institution = { organisationId: 'b', kind: 'local-government' };
  const check: RouteCheck = {
    ...{ today: '2026-07-22', rndWithinYears: 5, institution, applicantOrganisation: 'a' },
    routes: ['excellent-rnd', 'supplier-proposal', 'demand-proposal', 'scouting', 'incubating'],
  };
  const fault = (facts: RouteFacts, change: Partial<RouteCheck> = {}) =>
    faultsOfRoute(facts, { ...check, ...change }).map(({ pointer, code }) => `${pointer} ${code}`);
  const rnd = (completedOn: string): RouteFacts => ({
    route: 'excellent-rnd',
    projectNumber: 'x',
    completedOn,
  });
  const demand: RouteFacts = { route: 'demand-proposal', institutionId: 'b', need: 'x' };

  it('ask for other facts, and say what is against them', () => {
    expect(fault(rnd('2026-07-22'))).toEqual([]);
    expect(fault(rnd('2021-07-22'))).toEqual([]);
    expect(fault(rnd('2021-07-21'))).toEqual(['/facts/completedOn COMPLETED_TOO_EARLY']);
    expect(fault(rnd('2026-07-23'))).toEqual(['/facts/completedOn NOT_COMPLETED']);
    // Completed on a leap day: five years later there is none, the last of February counts.
    expect(fault(rnd('2020-02-29'), { today: '2025-02-28' })).toEqual([]);
    expect(fault(rnd('2020-02-29'), { today: '2025-03-01' })).toEqual([
      '/facts/completedOn COMPLETED_TOO_EARLY',
    ]);
    const proposal = { route: 'supplier-proposal' as const, publicProblem: 'x' };
    expect(fault({ ...proposal, prototypeReady: true })).toEqual([]);
    expect(fault({ ...proposal, prototypeReady: false })).toEqual([
      '/facts/prototypeReady PROTOTYPE_MISSING',
    ]);
    const scouted: RouteFacts = { route: 'scouting', institutionId: 'b', recommendedOn: '2026-07-22' };
    expect(fault(scouted)).toEqual([]);
    expect(fault(scouted, { today: '2026-07-21' })).toEqual(['/facts/recommendedOn NOT_RECOMMENDED_YET']);
    const incubated: RouteFacts = { route: 'incubating', institutionId: 'b', triedUntil: '2026-07-22' };
    expect(fault(incubated)).toEqual([]);
    expect(fault(incubated, { today: '2026-07-21' })).toEqual(['/facts/triedUntil TRIAL_NOT_OVER']);
  });

  it('need a public institution that is known and not the applicant', () => {
    expect(fault(demand)).toEqual([]);
    expect(fault(demand, { institution: undefined })).toEqual(['/facts/institutionId UNKNOWN']);
    expect(fault(demand, { institution: { organisationId: 'a', kind: 'agency' } })).toEqual([
      '/facts/institutionId OWN_ORGANISATION',
    ]);
    expect(fault(demand, { institution: { organisationId: 'b', kind: 'large-company' } })).toEqual([
      '/facts/institutionId NOT_PUBLIC',
    ]);
    expect(fault(demand, { routes: ['scouting'] })).toEqual(['/facts/route ROUTE_CLOSED']);
  });
});
