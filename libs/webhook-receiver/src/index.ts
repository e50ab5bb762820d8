/**
 * For whoever receives messages of Doyak: verifies them by the Standard Webhooks scheme, keeps the order within a case, drops repetitions, and
 * signs receipts and callbacks. Plain TypeScript on Node's own crypto; docs/partners.md shows it at work.
 */
export {
  type Answer,
  type AnswerKeys,
  AnswerRefused,
  sendAnswer,
  signAnswer,
  type SignedAnswer,
} from './answer.js';
export { type Receipt, receiptBytes, type ReceiptFacts, receiptFits, signReceipt } from './receipt.js';
export {
  type DoyakEvent,
  ProcessMemory,
  type ReceiverAnswer,
  type ReceiverMemory,
  type ReceiverOptions,
  WebhookReceiver,
} from './receiver.js';
export {
  privateKey,
  privateKeyText,
  publicKey,
  publicKeyText,
  sharedSecret,
  type SignedMessage,
  signWebhook,
  type Trusted,
  type Verified,
  verifyWebhook,
  WebhookError,
  type WebhookFault,
} from './standard-webhooks.js';
