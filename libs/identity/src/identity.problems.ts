import { defineProblems } from '@doyak/kernel/http';

defineProblems({
  SIGN_IN_REFUSED: {
    status: 401,
    title: 'Signing in was refused',
    help: 'Wrong e-mail address or password, or too many wrong ones in a row: after five, wait a minute and longer each time.',
  },
  SESSION_OVER: { status: 401, title: 'The session is over', help: 'Sign in again.' },
  PASSWORD_WRONG: {
    status: 403,
    title: 'The present password is wrong',
    help: 'After five wrong ones in a row, wait a minute and longer each time.',
  },
  PASSWORD_TOO_SHORT: { status: 422, title: 'The password is too short' },
  PASSWORD_TOO_LONG: { status: 422, title: 'The password is too long' },
  PASSWORD_GUESSABLE: {
    status: 422,
    title: 'The password is easy to guess',
    help: 'Take a few words that have nothing to do with one another or with you.',
  },
  CREDENTIAL_CHANGED: { status: 409, title: 'The password has been changed in the meantime' },
  INVITATION_INVALID: {
    status: 422,
    title: 'The invitation is not valid or no longer valid',
    help: 'It works once, for three days, and until another one is issued. Ask an administrator for a new one.',
  },
  BOOTSTRAP_ONLY_BY_SYSTEM: { status: 403, title: 'Only a first start does this' },

  ORGANISATION_ALREADY_REGISTERED: { status: 409, title: 'The organisation is registered already' },
  ORGANISATION_NOT_FOUND: { status: 404, title: 'There is no such organisation' },
  ORGANISATION_INACTIVE: { status: 409, title: 'The organisation has been deactivated' },
  BUSINESS_NUMBER_MISSING: { status: 422, title: 'A company needs a business registration number' },
  BUSINESS_NUMBER_TAKEN: {
    status: 409,
    title: 'An organisation with this business number is registered already',
  },
  AGENCY_STAYS: { status: 422, title: 'An agency cannot be deactivated' },

  PERSON_ALREADY_REGISTERED: { status: 409, title: 'The person is registered already' },
  PERSON_NOT_FOUND: { status: 404, title: 'There is no such person' },
  PERSON_INACTIVE: { status: 409, title: 'The person has been deactivated' },
  EMAIL_TAKEN: { status: 409, title: 'The e-mail address is taken' },
  ALREADY_IN_AN_ORGANISATION: { status: 409, title: 'The person belongs to another organisation' },
  NOT_A_COMPANY: { status: 422, title: 'Only a company can be joined later' },
  ADMINISTRATOR_ROLE_HELD: {
    status: 409,
    title: 'The person is an administrator',
    help: 'Revoke the role first.',
  },

  DATA_MUST_BE_KEPT: { status: 422, title: 'The data of this person still has to be kept' },
  LIMITS_ONLY_FOR_AUDITORS: { status: 422, title: 'Only the role auditor can be limited' },
  SELF_GRANT: { status: 403, title: 'Nobody grants a role to themselves' },
  ROLE_NOT_FOR_ORGANISATION: { status: 422, title: 'The role does not fit the kind of organisation' },
  ROLE_NOT_HELD: { status: 409, title: 'The person does not hold the role' },
  ADMINISTRATOR_NEEDS_PASSWORD: {
    status: 422,
    title: 'An administrator sets a password first',
    help: 'Invite the person and grant the role once the invitation has been used.',
  },
  LAST_ADMINISTRATOR: {
    status: 409,
    title: 'The last administrator stays',
    help: 'Appoint another one first.',
  },
  GRANT_REVOKED: { status: 409, title: 'The role has been revoked in the meantime' },

  READING_REASON_NEEDED: {
    status: 422,
    title: 'A reason is needed',
    help: 'Who takes personal data of others along says why; it is recorded.',
  },

  API_KEY_ALREADY_ISSUED: { status: 409, title: 'The API key has been issued already' },
  API_KEY_NOT_FOUND: { status: 404, title: 'There is no such API key' },
  SCOPE_NOT_ALLOWED: {
    status: 422,
    title: 'A scope is not allowed for this organisation',
    help: 'Keys have permissions of their kind of organisation only, and none of administrators; see docs/permissions.md.',
  },
  EXPIRY_NOT_ALLOWED: { status: 422, title: 'The expiry is in the past or too far ahead' },
});
