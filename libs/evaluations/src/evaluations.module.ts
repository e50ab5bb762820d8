import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { DocumentsModule } from '@doyak/documents';
import { IdentityModule } from '@doyak/identity';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import { ReviewsModule } from '@doyak/reviews';
import { evaluationEvents } from './domain/evaluation.events.js';
import { evaluation } from './domain/evaluation.js';
import { relationEvents } from './domain/relations.events.js';
import { relations } from './domain/relations.js';
import { EachEvaluation } from './each-evaluation.js';
import { EvaluationActions } from './evaluation-actions.js';
import { EvaluationDesk } from './evaluation-desk.js';
import { ReviewConflicts } from './review-conflicts.js';
import { EvaluationVeil } from './evaluation-veil.js';
import { EvaluationPlans } from './evaluation-plans.js';
import './evaluations.permissions.js';
import { AppointPanelController } from './features/appoint-panel/appoint-panel.controller.js';
import { AppointPanelHandler } from './features/appoint-panel/appoint-panel.js';
import { AppointPanelsController } from './features/appoint-panels/appoint-panels.controller.js';
import { AppointPanelsHandler } from './features/appoint-panels/appoint-panels.js';
import { AppointReplacementController } from './features/appoint-replacement/appoint-replacement.controller.js';
import { AppointReplacementHandler } from './features/appoint-replacement/appoint-replacement.js';
import { AwardBonusController } from './features/award-bonus/award-bonus.controller.js';
import { AwardBonusHandler } from './features/award-bonus/award-bonus.js';
import { ChallengeReviewerController } from './features/challenge-reviewer/challenge-reviewer.controller.js';
import { ChallengeReviewerHandler } from './features/challenge-reviewer/challenge-reviewer.js';
import { CloseEvaluationController } from './features/close-evaluation/close-evaluation.controller.js';
import { CloseEvaluationHandler } from './features/close-evaluation/close-evaluation.js';
import { DeclareRelationController } from './features/declare-relation/declare-relation.controller.js';
import { DeclareRelationHandler } from './features/declare-relation/declare-relation.js';
import { EndSeatController } from './features/end-seat/end-seat.controller.js';
import { EndSeatHandler } from './features/end-seat/end-seat.js';
import { ExcludeConflictedHandler } from './features/exclude-conflicted/exclude-conflicted.js';
import { GiveBallotController } from './features/give-ballot/give-ballot.controller.js';
import { GiveBallotHandler } from './features/give-ballot/give-ballot.js';
import { GivePledgeController } from './features/give-pledge/give-pledge.controller.js';
import { GivePledgeHandler } from './features/give-pledge/give-pledge.js';
import { GivePledgesController } from './features/give-pledges/give-pledges.controller.js';
import { GivePledgesHandler } from './features/give-pledges/give-pledges.js';
import { OpenEvaluationHandler } from './features/open-evaluation/open-evaluation.js';
import { ReadApplicationController } from './features/read-application/read-application.controller.js';
import { RetractRelationController } from './features/retract-relation/retract-relation.controller.js';
import { RetractRelationHandler } from './features/retract-relation/retract-relation.js';
import { StopEvaluationHandler } from './features/stop-evaluation/stop-evaluation.js';
import { whenEvaluationMoves } from './reactions/when-evaluation-moves-tell-case-and-selection.js';
import { whenRelationDeclared } from './reactions/when-relation-declared-exclude-reviewer.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-evaluation.js';
import { evaluationList } from './read-models/evaluation-list/evaluation-list.js';
import { ListEvaluationsController } from './read-models/evaluation-list/list-evaluations.controller.js';
import { ListEvaluationsHandler } from './read-models/evaluation-list/list-evaluations.js';
import { GetEvaluationHandler } from './read-models/evaluation-page/evaluation-page.js';
import { Explanations } from './read-models/evaluation-page/explanations.js';
import { GetEvaluationController } from './read-models/evaluation-page/get-evaluation.controller.js';
import { ListRelationsController } from './read-models/reviewer-relations/list-relations.controller.js';

/** What the context brings to the log. */
export const evaluationsFeature: EventStoreFeature = {
  events: [...evaluationEvents, ...relationEvents],
  aggregates: [evaluation, relations],
  readModels: [evaluationList],
  reactions: [whenStageOpensOrCloses, whenEvaluationMoves, whenRelationDeclared],
};

@Module({
  imports: [
    ...[CqrsModule, IdentityModule, ProgramsModule, CasesModule, DocumentsModule, ReviewsModule],
    EventStoreModule.forFeature(evaluationsFeature),
  ],
  controllers: [
    ...[
      ListEvaluationsController,
      GetEvaluationController,
      ListRelationsController,
      ReadApplicationController,
    ],
    ...[AppointPanelController, AppointPanelsController, AppointReplacementController, EndSeatController],
    ...[ChallengeReviewerController, GivePledgeController, GivePledgesController, GiveBallotController],
    ...[AwardBonusController, CloseEvaluationController],
    ...[DeclareRelationController, RetractRelationController],
  ],
  providers: [
    ...[EvaluationPlans, EvaluationDesk, EachEvaluation, EvaluationActions, EvaluationVeil, Explanations],
    ReviewConflicts,
    ...[OpenEvaluationHandler, StopEvaluationHandler, AppointPanelHandler, AppointPanelsHandler],
    ...[AppointReplacementHandler, EndSeatHandler, ChallengeReviewerHandler, GivePledgeHandler],
    ...[GivePledgesHandler, GiveBallotHandler, AwardBonusHandler, CloseEvaluationHandler],
    ...[DeclareRelationHandler, RetractRelationHandler, ExcludeConflictedHandler],
    ...[ListEvaluationsHandler, GetEvaluationHandler],
  ],
})
export class EvaluationsModule {}
