import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CryptoModule } from '@doyak/kernel/crypto';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { Authenticator } from '@doyak/kernel/http';
import { ContactData } from './contact-data/contact-data.js';
import { PersonalDataAccesses } from './contact-data/personal-data-accesses.js';
import { accessLogEvents } from './domain/access-log.events.js';
import { accessLog } from './domain/access-log.js';
import { administratorsEvents } from './domain/administrators.events.js';
import { apiKeyEvents } from './domain/api-key.events.js';
import { organisationEvents } from './domain/organisation.events.js';
import { personEvents } from './domain/person.events.js';
import { organisation } from './domain/organisation.js';
import { person } from './domain/person.js';
import { ChangeContactDataController } from './features/change-contact-data/change-contact-data.controller.js';
import { ChangeContactDataHandler } from './features/change-contact-data/change-contact-data.js';
import { ChangePasswordController } from './features/change-password/change-password.controller.js';
import { ChangePasswordHandler } from './features/change-password/change-password.js';
import { CreateFirstAdministratorHandler } from './features/create-first-administrator/create-first-administrator.js';
import { DeactivateOrganisationController } from './features/deactivate-organisation/deactivate-organisation.controller.js';
import { DeactivateOrganisationHandler } from './features/deactivate-organisation/deactivate-organisation.js';
import { DeactivatePersonController } from './features/deactivate-person/deactivate-person.controller.js';
import { DeactivatePersonHandler } from './features/deactivate-person/deactivate-person.js';
import { ErasePersonController } from './features/erase-person/erase-person.controller.js';
import { ErasePersonHandler } from './features/erase-person/erase-person.js';
import { Retention } from './features/erase-person/retention.js';
import { destroyErasedData } from './features/erase-person/when-person-erased-destroy-data.js';
import { ExpireAccessesHandler } from './features/expire-accesses/expire-accesses.js';
import { deleteExpiredAccesses } from './features/expire-accesses/when-accesses-expired-delete.js';
import { GrantRoleController } from './features/grant-role/grant-role.controller.js';
import { GrantRoleHandler } from './features/grant-role/grant-role.js';
import { InvitePersonController } from './features/invite-person/invite-person.controller.js';
import { InvitePersonHandler } from './features/invite-person/invite-person.js';
import { IssueApiKeyController } from './features/issue-api-key/issue-api-key.controller.js';
import { IssueApiKeyHandler } from './features/issue-api-key/issue-api-key.js';
import { JoinOrganisationController } from './features/join-organisation/join-organisation.controller.js';
import { JoinOrganisationHandler } from './features/join-organisation/join-organisation.js';
import { RedeemInvitationController } from './features/redeem-invitation/redeem-invitation.controller.js';
import { RedeemInvitationHandler } from './features/redeem-invitation/redeem-invitation.js';
import { RefreshSessionController } from './features/refresh-session/refresh-session.controller.js';
import { RefreshSessionHandler } from './features/refresh-session/refresh-session.js';
import { RegisterOrganisationController } from './features/register-organisation/register-organisation.controller.js';
import { RegisterOrganisationHandler } from './features/register-organisation/register-organisation.js';
import { RegisterPersonController } from './features/register-person/register-person.controller.js';
import { RegisterPersonHandler } from './features/register-person/register-person.js';
import { RenameOrganisationController } from './features/rename-organisation/rename-organisation.controller.js';
import { RenameOrganisationHandler } from './features/rename-organisation/rename-organisation.js';
import { RevokeApiKeyController } from './features/revoke-api-key/revoke-api-key.controller.js';
import { RevokeApiKeyHandler } from './features/revoke-api-key/revoke-api-key.js';
import { RevokeRoleController } from './features/revoke-role/revoke-role.controller.js';
import { RevokeRoleHandler } from './features/revoke-role/revoke-role.js';
import { SignInController } from './features/sign-in/sign-in.controller.js';
import { SignInHandler } from './features/sign-in/sign-in.js';
import { SignOutController } from './features/sign-out/sign-out.controller.js';
import { UnlockPersonController } from './features/unlock-person/unlock-person.controller.js';
import { UnlockPersonHandler } from './features/unlock-person/unlock-person.js';
import './identity.permissions.js';
import './identity.problems.js';
import { ListAccessesController } from './read-models/access-list/list-accesses.controller.js';
import { ApiKeyListController } from './read-models/api-key-list/api-key-list.controller.js';
import { apiKeyList } from './read-models/api-key-list/api-key-list.js';
import { ListApiKeysHandler } from './read-models/api-key-list/list-api-keys.js';
import { MeController } from './read-models/me/me.controller.js';
import { ListOrganisationsHandler } from './read-models/organisation-list/list-organisations.js';
import { OrganisationListController } from './read-models/organisation-list/organisation-list.controller.js';
import { organisationList } from './read-models/organisation-list/organisation-list.js';
import { OrganisationPageController } from './read-models/organisation-page/organisation-page.controller.js';
import { FindPeopleHandler } from './read-models/person-list/find-people.js';
import { ListPeopleHandler } from './read-models/person-list/list-people.js';
import { PersonListController } from './read-models/person-list/person-list.controller.js';
import { personList } from './read-models/person-list/person-list.js';
import { PersonPageController } from './read-models/person-page/person-page.controller.js';
import { AccessTokens } from './security/access-tokens.js';
import { ApiKeySecrets } from './security/api-key-secrets.js';
import { Credentials } from './security/credentials.js';
import { IdentityAuthenticator } from './security/identity-authenticator.js';
import { Invitations } from './security/invitations.js';
import { PasswordCheck } from './security/password-check.js';
import { PasswordHasher } from './security/password-hasher.js';
import { Sessions } from './security/sessions.js';
import { SignInFailures } from './security/sign-in-failures.js';
import { SigningKeys } from './security/signing-keys.js';

const controllers = [
  ChangeContactDataController,
  ChangePasswordController,
  DeactivateOrganisationController,
  DeactivatePersonController,
  ErasePersonController,
  GrantRoleController,
  InvitePersonController,
  IssueApiKeyController,
  JoinOrganisationController,
  RedeemInvitationController,
  RefreshSessionController,
  RegisterOrganisationController,
  RegisterPersonController,
  RenameOrganisationController,
  RevokeApiKeyController,
  RevokeRoleController,
  SignInController,
  SignOutController,
  UnlockPersonController,
  ListAccessesController,
  ApiKeyListController,
  MeController,
  OrganisationListController,
  OrganisationPageController,
  PersonListController,
  PersonPageController,
];

const handlers = [
  ChangeContactDataHandler,
  ChangePasswordHandler,
  CreateFirstAdministratorHandler,
  DeactivateOrganisationHandler,
  DeactivatePersonHandler,
  ErasePersonHandler,
  ExpireAccessesHandler,
  GrantRoleHandler,
  InvitePersonHandler,
  IssueApiKeyHandler,
  JoinOrganisationHandler,
  RedeemInvitationHandler,
  RefreshSessionHandler,
  RegisterOrganisationHandler,
  RegisterPersonHandler,
  RenameOrganisationHandler,
  RevokeApiKeyHandler,
  RevokeRoleHandler,
  SignInHandler,
  UnlockPersonHandler,
  ListApiKeysHandler,
  ListOrganisationsHandler,
  ListPeopleHandler,
  FindPeopleHandler,
];

const services = [
  AccessTokens,
  ApiKeySecrets,
  ContactData,
  Credentials,
  IdentityAuthenticator,
  Invitations,
  PasswordCheck,
  PasswordHasher,
  PersonalDataAccesses,
  Sessions,
  Retention,
  SignInFailures,
  SigningKeys,
];

/** What the context brings to the log. */
export const identityFeature: EventStoreFeature = {
  events: [
    ...organisationEvents,
    ...personEvents,
    ...administratorsEvents,
    ...apiKeyEvents,
    ...accessLogEvents,
  ],
  aggregates: [organisation, person, accessLog],
  subscriptions: [destroyErasedData, deleteExpiredAccesses],
  readModels: [organisationList, personList, apiKeyList],
};

/**
 * Who may use Doyak and for what. Needs the global modules of config, database, event store and HTTP edge; provides the edge's
 * `Authenticator`.
 */
@Module({
  imports: [CqrsModule, CryptoModule, EventStoreModule.forFeature(identityFeature)],
  controllers,
  providers: [...services, ...handlers, { provide: Authenticator, useExisting: IdentityAuthenticator }],
  exports: [Authenticator, PersonalDataAccesses, Retention],
})
export class IdentityModule {}
