import type { Violation } from '@doyak/kernel/decider';
import { addMonths } from '@doyak/kernel/calendar';
import { z } from 'zod';

const text = z.string();
const day = z.iso.date();
const institutionId = z.uuid();

/** What an applicant says by each route (지정 경로). Institutions are named by id. */
export const routeFacts = z.discriminatedUnion('route', [
  /** 우수 R&D: a result of public research and development. */
  z.object({ route: z.literal('excellent-rnd'), projectNumber: text, completedOn: day }),
  /** 공급자 제안형: a prototype before its commercialisation. */
  z.object({ route: z.literal('supplier-proposal'), prototypeReady: z.boolean(), publicProblem: text }),
  /** 수요자 제안형: a public institution says what it needs. */
  z.object({ route: z.literal('demand-proposal'), institutionId, need: text }),
  /** 스카우팅: a public institution found it. */
  z.object({ route: z.literal('scouting'), institutionId, recommendedOn: day }),
  /** 인큐베이팅: made together with a public institution, and tried there. */
  z.object({ route: z.literal('incubating'), institutionId, triedUntil: day }),
]);
export type RouteFacts = z.output<typeof routeFacts>;

/** Kinds of organisations that count as public institutions (공공기관). */
export const PUBLIC_INSTITUTIONS: readonly string[] = [
  ...['agency', 'local-government', 'test-laboratory', 'guarantee-fund'],
];

export interface RouteCheck {
  /** Day in Seoul of the application. */
  readonly today: string;
  readonly routes: readonly string[];
  readonly rndWithinYears: number;
  /** The institution that is named, as it is known; absent: there is no such organisation. */
  readonly institution?: { readonly kind: string; readonly organisationId: string };
  readonly applicantOrganisation?: string;
}

/** Why an application cannot be made by this route; empty: nothing is against it. */
export function faultsOfRoute(facts: RouteFacts, check: RouteCheck): Violation[] {
  const fault = (field: string, code: string, detail: string): Violation[] => [
    { pointer: `/facts/${field}`, code, detail },
  ];
  if (!check.routes.includes(facts.route))
    return fault('route', 'ROUTE_CLOSED', 'is not open in this program');
  switch (facts.route) {
    case 'excellent-rnd': {
      if (facts.completedOn > check.today) return fault('completedOn', 'NOT_COMPLETED', 'lies in the future');
      const late = addMonths(facts.completedOn, 12 * check.rndWithinYears) < check.today;
      return late
        ? fault('completedOn', 'COMPLETED_TOO_EARLY', `is more than ${check.rndWithinYears} years ago`)
        : [];
    }
    case 'supplier-proposal':
      return facts.prototypeReady
        ? []
        : fault('prototypeReady', 'PROTOTYPE_MISSING', 'must be there to be tried');
    case 'demand-proposal':
      return faultsOfInstitution(check, fault);
    case 'scouting':
      if (facts.recommendedOn > check.today)
        return fault('recommendedOn', 'NOT_RECOMMENDED_YET', 'lies in the future');
      return faultsOfInstitution(check, fault);
    case 'incubating':
      if (facts.triedUntil > check.today) return fault('triedUntil', 'TRIAL_NOT_OVER', 'lies in the future');
      return faultsOfInstitution(check, fault);
  }
}

function faultsOfInstitution(
  { institution, applicantOrganisation }: RouteCheck,
  fault: (field: string, code: string, detail: string) => Violation[],
): Violation[] {
  if (!institution) return fault('institutionId', 'UNKNOWN', 'is no active organisation');
  if (institution.organisationId === applicantOrganisation)
    return fault('institutionId', 'OWN_ORGANISATION', 'is the applicant');
  return PUBLIC_INSTITUTIONS.includes(institution.kind)
    ? []
    : fault('institutionId', 'NOT_PUBLIC', 'is no public institution');
}
