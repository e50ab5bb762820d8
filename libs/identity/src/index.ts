/**
 * Organisations, people, roles, sessions and API keys. Events hold ids and decisions; who a person is (`identity.people`) and what proves
 * it (`identity.credentials` and others) stand in tables of their own. Commands answer what `EventStore.decide` answers; where one
 * registers something, its id is the command's id.
 */
import { CreateIdentity1764000000201 } from './migrations/create-identity-1764000000201.js';
import { ExpireAccesses1764000000203 } from './migrations/expire-accesses-1764000000203.js';
import { SealContactData1764000000202 } from './migrations/seal-contact-data-1764000000202.js';

export { identityFeature, IdentityModule } from './identity.module.js';
export {
  ORGANISATION_KINDS,
  PARTNER_KINDS,
  ROLES,
  rolesOfKind,
  type OrganisationKind,
  type Role,
} from './domain/roles.js';
export { type Access, PersonalDataAccesses } from './contact-data/personal-data-accesses.js';
export { givenReason, readingReason } from './contact-data/reading-reason.js';
export type { Contact } from './contact-data/contact-data.js';
export { ChangeContactData } from './features/change-contact-data/change-contact-data.js';
export {
  CreateFirstAdministrator,
  type FirstAdministrator,
} from './features/create-first-administrator/create-first-administrator.js';
export { DeactivateOrganisation } from './features/deactivate-organisation/deactivate-organisation.js';
export { DeactivatePerson } from './features/deactivate-person/deactivate-person.js';
export { type Kept, Retention } from './features/erase-person/retention.js';
export { ExpireAccesses } from './features/expire-accesses/expire-accesses.js';
export { GrantRole } from './features/grant-role/grant-role.js';
export { InvitePerson, type Invited } from './features/invite-person/invite-person.js';
export { IssueApiKey, type IssuedApiKey } from './features/issue-api-key/issue-api-key.js';
export { JoinOrganisation } from './features/join-organisation/join-organisation.js';
export { RedeemInvitation } from './features/redeem-invitation/redeem-invitation.js';
export { RegisterOrganisation } from './features/register-organisation/register-organisation.js';
export { RegisterPerson } from './features/register-person/register-person.js';
export { RenameOrganisation } from './features/rename-organisation/rename-organisation.js';
export { RevokeApiKey } from './features/revoke-api-key/revoke-api-key.js';
export { RevokeRole } from './features/revoke-role/revoke-role.js';
export { UnlockPerson } from './features/unlock-person/unlock-person.js';
export { ListApiKeys, type ApiKeySummary } from './read-models/api-key-list/list-api-keys.js';
export {
  ListOrganisations,
  type OrganisationFilter,
  type OrganisationSummary,
} from './read-models/organisation-list/list-organisations.js';
export { FindPeople, type KnownPerson } from './read-models/person-list/find-people.js';
export { ListPeople, type PersonFilter, type PersonSummary } from './read-models/person-list/list-people.js';

/** Run by the owner, after those of the event store. */
export const migrations = [
  CreateIdentity1764000000201,
  SealContactData1764000000202,
  ExpireAccesses1764000000203,
];
