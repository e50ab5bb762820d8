import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CryptoModule } from '@doyak/kernel/crypto';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { QueuesModule } from '@doyak/kernel/queues';
import { IdentityModule } from '@doyak/identity';
import { CallbackMetrics } from './callbacks/callback-metrics.js';
import { CallbackSigners } from './callbacks/callback-signers.js';
import { eraseCallbackBytes, KeptCallbacks } from './callbacks/kept-callbacks.js';
import { callbackEvents } from './domain/callback.events.js';
import { AnswerCallbackController } from './features/answer-callback/answer-callback.controller.js';
import {
  AnswerCallbackHandler,
  RecordRefusedCallbackHandler,
} from './features/answer-callback/answer-callback.js';
import { GetCallbackController } from './read-models/callback-page/get-callback.controller.js';
import { casePrograms } from './read-models/unreceipted/case-programs.js';
import { UnreceiptedController } from './read-models/unreceipted/unreceipted.controller.js';
import { CountUnreceiptedHandler, ListUnreceiptedHandler } from './read-models/unreceipted/unreceipted.js';
import { ReceiptsOfCaseHandler } from './read-models/receipts/receipts-of-case.js';
import { partnerKeyList } from './read-models/partner-keys/partner-key-list.js';
import { AttemptRecords } from './delivery/attempt-records.js';
import { Breakers } from './delivery/breakers.js';
import { Deliver, deliver } from './delivery/deliver.js';
import { DeliveryMetrics } from './delivery/delivery-metrics.js';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { EndpointSecrets } from './delivery/endpoint-secrets.js';
import { LaneStarter } from './delivery/lane-starter.js';
import { PartnerReceipts } from './delivery/partner-receipts.js';
import { WebhookSigningKeys } from './delivery/signing-keys.js';
import { endpointEvents } from './domain/endpoint.events.js';
import { concernEvents, partnerEvents } from './domain/partner.events.js';
import { EndpointDesk } from './endpoint-desk.js';
import { ActivateEndpointController } from './features/activate-endpoint/activate-endpoint.controller.js';
import { ActivateEndpointHandler } from './features/activate-endpoint/activate-endpoint.js';
import { DisableEndpointController } from './features/disable-endpoint/disable-endpoint.controller.js';
import { DisableEndpointHandler } from './features/disable-endpoint/disable-endpoint.js';
import { GrantPartnerController } from './features/grant-partner/grant-partner.controller.js';
import { GrantPartnerHandler } from './features/grant-partner/grant-partner.js';
import { NamePartnerController } from './features/name-partner/name-partner.controller.js';
import { NamePartnerHandler } from './features/name-partner/name-partner.js';
import { PauseEndpointController } from './features/pause-endpoint/pause-endpoint.controller.js';
import { PauseEndpointHandler } from './features/pause-endpoint/pause-endpoint.js';
import { RegisterEndpointController } from './features/register-endpoint/register-endpoint.controller.js';
import { RegisterEndpointHandler } from './features/register-endpoint/register-endpoint.js';
import { ReleasePartnerController } from './features/release-partner/release-partner.controller.js';
import { ReleasePartnerHandler } from './features/release-partner/release-partner.js';
import { ResumeEndpointController } from './features/resume-endpoint/resume-endpoint.controller.js';
import { ResumeEndpointHandler } from './features/resume-endpoint/resume-endpoint.js';
import { webhookMessages } from './messages/follow-log.js';
import { DescribeMessages } from './published/describe-messages.js';
import { endpointList } from './read-models/endpoint-list/endpoint-list.js';
import { ListEndpointsController } from './read-models/endpoint-list/list-endpoints.controller.js';
import { ListEndpointsHandler } from './read-models/endpoint-list/list-endpoints.js';
import { ContractsController } from './read-models/contracts/contracts.controller.js';
import { ContractDocuments } from './published/contract-documents.js';
import { SigningKeysController } from './read-models/signing-keys/signing-keys.controller.js';
import { ChangeEndpointController } from './features/change-endpoint/change-endpoint.controller.js';
import { ChangeEndpointHandler } from './features/change-endpoint/change-endpoint.js';
import { RotateSecretController } from './features/rotate-secret/rotate-secret.controller.js';
import { RotateSecretHandler } from './features/rotate-secret/rotate-secret.js';
import { SetMessageAsideController } from './features/set-message-aside/set-message-aside.controller.js';
import { SetMessageAsideHandler } from './features/set-message-aside/set-message-aside.js';
import { ReleaseMessageController } from './features/release-message/release-message.controller.js';
import { ReleaseMessageHandler } from './features/release-message/release-message.js';
import { ReplayMessagesController } from './features/replay-messages/replay-messages.controller.js';
import { TestEndpointController } from './features/test-endpoint/test-endpoint.controller.js';
import { PartnerKeysController } from './features/partner-keys/partner-keys.controller.js';
import { RecordReceiptController } from './features/record-receipt/record-receipt.controller.js';
import { IssueDigestHandler } from './features/issue-digest/issue-digest.js';
import { MessageBodies } from './delivery/message-bodies.js';
import { digestTimer } from './digests.js';
import { MessagesController } from './read-models/messages/messages.controller.js';
import { FeedController } from './read-models/feed/feed.controller.js';
import { CountReplayHandler, ReplayMessagesHandler } from './features/replay-messages/replay-messages.js';
import { RegisterPartnerKeyHandler, RevokePartnerKeyHandler } from './features/partner-keys/partner-keys.js';
import { ListAttemptsHandler, ListMessagesHandler } from './read-models/messages/messages.js';
import { TimersModule } from '@doyak/kernel/timers';
import './webhooks.permissions.js';

/** What the context brings to the log. */
export const webhooksFeature: EventStoreFeature = {
  events: [...endpointEvents, ...partnerEvents, ...concernEvents, ...callbackEvents],
  readModels: [endpointList, partnerKeyList, casePrograms],
  subscriptions: [webhookMessages, eraseCallbackBytes],
};

@Module({
  imports: [
    ...[CqrsModule, CryptoModule, IdentityModule],
    EventStoreModule.forFeature(webhooksFeature),
    TimersModule.forFeature([digestTimer]),
    QueuesModule.forFeature({ jobs: [deliver], sources: [LaneStarter] }),
  ],
  controllers: [
    ...[ListEndpointsController, RegisterEndpointController, ActivateEndpointController],
    ...[PauseEndpointController, ResumeEndpointController, DisableEndpointController],
    ...[GrantPartnerController, NamePartnerController, ReleasePartnerController, SigningKeysController],
    ...[ChangeEndpointController, RotateSecretController, TestEndpointController, ReplayMessagesController],
    ...[SetMessageAsideController, ReleaseMessageController, MessagesController, FeedController],
    ...[PartnerKeysController, RecordReceiptController, AnswerCallbackController, GetCallbackController],
    ...[ContractsController, UnreceiptedController],
  ],
  providers: [
    ...[EndpointDesk, DeliverySettings, Breakers, EndpointSecrets, WebhookSigningKeys, PartnerReceipts],
    ...[AttemptRecords, DeliveryMetrics, LaneStarter, Deliver],
    ...[RegisterEndpointHandler, ActivateEndpointHandler, PauseEndpointHandler, ResumeEndpointHandler],
    ...[DisableEndpointHandler, GrantPartnerHandler, NamePartnerHandler, ReleasePartnerHandler],
    ...[ListEndpointsHandler, ListMessagesHandler, ListAttemptsHandler, MessageBodies],
    ...[ChangeEndpointHandler, RotateSecretHandler, CountReplayHandler, ReplayMessagesHandler],
    ...[SetMessageAsideHandler, ReleaseMessageHandler, RegisterPartnerKeyHandler, RevokePartnerKeyHandler],
    ...[IssueDigestHandler, ReceiptsOfCaseHandler, CallbackSigners, KeptCallbacks, CallbackMetrics],
    ...[AnswerCallbackHandler, RecordRefusedCallbackHandler, ContractDocuments],
    ...[DescribeMessages, CountUnreceiptedHandler, ListUnreceiptedHandler],
  ],
})
export class WebhooksModule {}
