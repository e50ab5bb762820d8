/**
 * Webhooks: partner agencies get the messages of the cases that concern them, in order, signed, as often as it takes (docs/partners.md).
 */
import { CreateWebhooks1764000000801 } from './migrations/create-webhooks-1764000000801.js';
import { KeepCallbacks1764000000802 } from './migrations/keep-callbacks-1764000000802.js';

export { type CaseReceipt, ReceiptsOfCase } from './read-models/receipts/receipts-of-case.js';
export { WebhooksModule, webhooksFeature } from './webhooks.module.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreateWebhooks1764000000801, KeepCallbacks1764000000802];
