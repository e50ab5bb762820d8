/** What a person may be. One person may hold several, each granted by somebody with a reason. */
export const ROLES = ['operator', 'reviewer', 'partner', 'auditor', 'applicant', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Organisations that are asked for decisions, tests, runs or money (guarantee fund 기술보증기금, procurement service 조달청 …). */
export const PARTNER_KINDS = [
  'guarantee-fund',
  'procurement-service',
  'test-laboratory',
  'foundry',
  'package-house',
  'large-company',
  'local-government',
] as const;

export const ORGANISATION_KINDS = ['agency', ...PARTNER_KINDS, 'company'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

const AGENCY_ROLES: readonly Role[] = ['administrator', 'operator', 'reviewer', 'auditor'];
const PARTNER_ROLES: readonly Role[] = ['partner', 'reviewer'];
const COMPANY_ROLES: readonly Role[] = ['applicant', 'reviewer'];
/** A founder may have no company yet (M8); reviewers and auditors are often appointed as persons. */
const UNATTACHED_ROLES: readonly Role[] = ['applicant', 'reviewer', 'auditor'];

/** Roles that people of such an organisation can hold; `null` for people of none. */
export function rolesOfKind(kind: OrganisationKind | null): readonly Role[] {
  if (kind === null) return UNATTACHED_ROLES;
  if (kind === 'agency') return AGENCY_ROLES;
  if (kind === 'company') return COMPANY_ROLES;
  return PARTNER_ROLES;
}

/**
 * Roles whose permissions an API key of such an organisation can be given. None of administrators and reviewers: who grants rights and
 * who scores is always a person.
 */
export function keyRolesOfKind(kind: OrganisationKind): readonly Role[] {
  if (kind === 'agency') return ['operator', 'auditor'];
  return kind === 'company' ? ['applicant'] : ['partner'];
}
