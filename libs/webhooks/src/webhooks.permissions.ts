import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('webhooks', {
  'webhooks.read': {
    title: 'Read endpoints, messages and attempts: partners their own',
    roles: ['partner', 'operator', 'auditor', 'administrator'],
  },
  'webhooks.read-all': {
    title: 'Read endpoints, messages and attempts of all partners',
    roles: ['operator', 'auditor', 'administrator'],
  },
  'webhooks.manage': {
    title: 'Register, change, pause and disable endpoints, replay messages: partners their own',
    roles: ['partner', 'operator', 'administrator'],
  },
  'webhooks.manage-all': {
    title: 'Manage endpoints of all partners',
    roles: ['operator', 'administrator'],
  },
  'webhooks.grant-partners': {
    title: 'Say which messages a partner may have, and who looks after it',
    roles: ['administrator'],
  },
  'webhooks.name-partners': { title: 'Name a partner for a case', roles: ['operator'] },
  'webhooks.read-callbacks': {
    title: 'Read what partners wrote in answers to requests',
    roles: ['operator', 'auditor'],
  },
  'webhooks.read-feed': { title: 'Pull the messages of an own endpoint', roles: ['partner'] },
});

defineProblems({
  ENDPOINT_NOT_FOUND: { status: 404, title: 'There is no such endpoint' },
  ENDPOINT_DISABLED: { status: 409, title: 'The endpoint has been disabled for good' },
  ENDPOINT_NOT_SO: { status: 409, title: 'The status of the endpoint does not allow it' },
  ENDPOINT_KIND_FIXED: { status: 422, title: 'An endpoint is asked or pulls for all its life' },
  ENDPOINT_PULLS: { status: 422, title: 'The endpoint pulls: nothing is sent to it' },
  PARTNER_NOT_GRANTED: {
    status: 422,
    title: 'The organisation has not been granted messages',
    help: 'An administrator says first which messages a partner may have.',
  },
  NO_PARTNER: { status: 422, title: 'Only organisations that are partners get messages' },
  TYPES_NOT_GRANTED: { status: 422, title: 'The partner has not been granted these types' },
  TYPE_NOT_PUBLISHED: { status: 404, title: 'There is no such published type' },
  FAT_NOT_GRANTED: { status: 422, title: 'The partner gets references alone' },
  URL_NOT_ALLOWED: {
    status: 422,
    title: 'This address must not be asked',
    help: 'Use https with a public name. Networks of an agency are put on a list by an administrator.',
  },
  HANDSHAKE_FAILED: {
    status: 422,
    title: 'The endpoint did not agree to messages',
    help: 'It answers OPTIONS with 2xx and `WebHook-Allowed-Origin` (CloudEvents webhook, 4).',
  },
  COUNT_DIFFERS: {
    status: 409,
    title: 'The range holds another number of messages',
    help: 'Ask for the count first, and confirm it.',
  },
  REPLAY_SIZE: { status: 422, title: 'Nothing to replay, or too much at once' },
  MESSAGE_NOT_FOUND: { status: 404, title: 'The endpoint has no such message' },
  MESSAGE_NOT_SO: { status: 409, title: 'The state of the message does not allow it' },
  KEY_KNOWN: { status: 409, title: 'The key has been registered already' },
  KEY_NOT_FOUND: { status: 404, title: 'The partner has no such key' },
  KEY_VALIDITY: { status: 422, title: 'The validity of the key is not allowed' },
  KEY_MALFORMED: { status: 422, title: 'This is no public key' },
  RECEIPT_BODY_DIFFERS: { status: 422, title: 'The receipt is of other bytes than were sent' },
  RECEIPT_KEY_UNKNOWN: { status: 422, title: 'The receipt names no valid key of the partner' },
  RECEIPT_FORGED: { status: 422, title: 'The signature of the receipt does not fit' },
  RECEIPT_OF_ANOTHER: { status: 422, title: 'The receipt is of another message' },
  CALLBACK_UNSIGNED: {
    status: 401,
    title: 'The callback is not signed',
    help: 'Send `webhook-id` (letters, digits, `_`, `:`, `-`), `webhook-timestamp` and `webhook-signature` (Standard Webhooks).',
  },
  CALLBACK_UNTRUSTED: {
    status: 401,
    title: 'No signature fits a known key',
    help: 'Sign `id.timestamp.body` over the bytes exactly as they are sent.',
  },
  CALLBACK_TOO_OLD: {
    status: 401,
    title: 'The signature is too old',
    help: 'Each attempt is signed anew, with the time of that attempt and the same `webhook-id`.',
  },
  CALLBACK_FROM_FUTURE: { status: 401, title: 'The signature comes from the future' },
  CALLBACK_KEY_INVALID: { status: 403, title: 'The key was revoked, or is not valid now' },
  CALLBACK_KEY_NEEDED: {
    status: 403,
    title: 'A partner with a registered key answers with it',
    help: 'Sign with `v1a`: shared secrets count only while the partner has no valid key.',
  },
  CALLBACK_OF_ANOTHER: { status: 422, title: 'The body answers another request than the path names' },
  CALLBACK_ID_USED: {
    status: 409,
    title: 'The webhook-id has been used for another answer',
    help: 'A correction is a new message with an id of its own.',
  },
  CALLBACKS_TOO_MANY: { status: 409, title: 'The request has taken as many answers as it can' },
  CALLBACK_NOT_KEPT: { status: 404, title: 'There are no such bytes, or they were erased' },
  PARTNER_NOT_NAMED: { status: 404, title: 'The partner has not been named for the case' },
});
