import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { noticesEvents } from './domain/notices.events.js';
import { objectionEvents } from './domain/objection.events.js';
import { selectionEvents } from './domain/selection.events.js';
import { AdmitCandidateHandler } from './features/admit-candidate/admit-candidate.js';
import { CloseObjectionWindowHandler } from './features/close-objection-window/close-objection-window.js';
import { ConfirmReceiptController } from './features/confirm-receipt/confirm-receipt.controller.js';
import { ConfirmReceiptHandler } from './features/confirm-receipt/confirm-receipt.js';
import { DecideObjectionController } from './features/decide-objection/decide-objection.controller.js';
import { DecideObjectionHandler } from './features/decide-objection/decide-objection.js';
import { DecideTieController } from './features/decide-tie/decide-tie.controller.js';
import { DecideTieHandler } from './features/decide-tie/decide-tie.js';
import { EndReserveListController } from './features/end-reserve-list/end-reserve-list.controller.js';
import { EndReserveListHandler } from './features/end-reserve-list/end-reserve-list.js';
import { ExtendObjectionController } from './features/extend-objection/extend-objection.controller.js';
import { ExtendObjectionHandler } from './features/extend-objection/extend-objection.js';
import { FileObjectionController } from './features/file-objection/file-objection.controller.js';
import { FileObjectionHandler } from './features/file-objection/file-objection.js';
import { IssueNoticeHandler } from './features/issue-notice/issue-notice.js';
import { JoinSelectionHandler } from './features/join-selection/join-selection.js';
import { LeaveSelectionHandler } from './features/leave-selection/leave-selection.js';
import { OpenObjectionWindowHandler } from './features/open-objection-window/open-objection-window.js';
import { PublishResultsController } from './features/publish-results/publish-results.controller.js';
import { PublishResultsHandler } from './features/publish-results/publish-results.js';
import { RankCandidatesController } from './features/rank-candidates/rank-candidates.controller.js';
import { RankCandidatesHandler } from './features/rank-candidates/rank-candidates.js';
import { RecordCandidateTotalHandler } from './features/record-candidate-total/record-candidate-total.js';
import { RecordSendingController } from './features/record-sending/record-sending.controller.js';
import { RecordSendingHandler } from './features/record-sending/record-sending.js';
import { StopObjectionHandler } from './features/stop-objection/stop-objection.js';
import { objectionWindows, objectionWindowTimer } from './objection-windows.js';
import { whenObjectionSettles } from './reactions/when-objection-settles-tell-selection-and-case.js';
import { whenObjectionStageOpens } from './reactions/when-objection-stage-opens-or-closes-open-or-stop-objection.js';
import { whenSelectionMoves } from './reactions/when-selection-moves-tell-case.js';
import { whenSelectionStageOpens } from './reactions/when-selection-stage-opens-or-case-closes-join-or-leave.js';
import { whenStageCloses } from './reactions/when-stage-closes-or-results-are-published-issue-notice.js';
import { ListCaseNoticesController } from './read-models/case-notices/list-case-notices.controller.js';
import { ListCaseNoticesHandler } from './read-models/case-notices/list-case-notices.js';
import { ListObjectionsController } from './read-models/objection-list/list-objections.controller.js';
import { ListObjectionsHandler } from './read-models/objection-list/list-objections.js';
import { objectionList } from './read-models/objection-list/objection-list.js';
import { GetObjectionController } from './read-models/objection-page/get-objection.controller.js';
import { ListSelectionsController } from './read-models/selection-list/list-selections.controller.js';
import { ListSelectionsHandler } from './read-models/selection-list/list-selections.js';
import { selectionList } from './read-models/selection-list/selection-list.js';
import { GetSelectionController } from './read-models/selection-page/get-selection.controller.js';
import { GetSelectionHandler } from './read-models/selection-page/selection-page.js';
import { SelectionActions } from './selection-actions.js';
import { SelectionDesk } from './selection-desk.js';
import { SelectionPlans } from './selection-plans.js';
import './selection.permissions.js';
import { notices } from './domain/notices.js';
import { objection } from './domain/objection.js';
import { selection } from './domain/selection.js';

/** What the context brings to the log. */
export const selectionFeature: EventStoreFeature = {
  events: [...selectionEvents, ...noticesEvents, ...objectionEvents],
  aggregates: [selection, objection, notices],
  readModels: [selectionList, objectionList],
  subscriptions: [objectionWindows],
  reactions: [
    ...[whenSelectionStageOpens, whenSelectionMoves, whenStageCloses],
    ...[whenObjectionStageOpens, whenObjectionSettles],
  ],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule],
    EventStoreModule.forFeature(selectionFeature),
    TimersModule.forFeature([objectionWindowTimer]),
  ],
  controllers: [
    ...[ListSelectionsController, GetSelectionController, RankCandidatesController, DecideTieController],
    ...[PublishResultsController, EndReserveListController],
    ...[ListCaseNoticesController, RecordSendingController, ConfirmReceiptController],
    ...[ListObjectionsController, GetObjectionController, FileObjectionController],
    ...[ExtendObjectionController, DecideObjectionController],
  ],
  providers: [
    ...[SelectionPlans, SelectionDesk, SelectionActions],
    ...[JoinSelectionHandler, LeaveSelectionHandler, RecordCandidateTotalHandler, RankCandidatesHandler],
    ...[DecideTieHandler, PublishResultsHandler, EndReserveListHandler, AdmitCandidateHandler],
    ...[IssueNoticeHandler, RecordSendingHandler, ConfirmReceiptHandler],
    ...[OpenObjectionWindowHandler, FileObjectionHandler, ExtendObjectionHandler, DecideObjectionHandler],
    ...[CloseObjectionWindowHandler, StopObjectionHandler],
    ...[ListSelectionsHandler, GetSelectionHandler, ListObjectionsHandler, ListCaseNoticesHandler],
  ],
})
export class SelectionModule {}
