import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AgreementsModule } from '@doyak/agreements';
import { CasesModule } from '@doyak/cases';
import { DocumentsModule } from '@doyak/documents';
import { IdentityModule } from '@doyak/identity';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { PayeeAccounts } from './accounts/payee-accounts.js';
import { destroyErasedAccounts } from './accounts/when-person-erased-destroy-accounts.js';
import './disbursement.permissions.js';
import { bankFile, bankFileEvents } from './domain/bank-file.js';
import { budgetLineEvents } from './domain/budget-line.events.js';
import { budgetLine } from './domain/budget-line.js';
import { caseEvidence, caseEvidenceEvents } from './domain/case-evidence.js';
import { disbursementEvents } from './domain/disbursement.events.js';
import { disbursement } from './domain/disbursement.js';
import { payeeAccount, payeeAccountEvents } from './domain/payee-account.js';
import { paymentOfficers, paymentOfficersEvents } from './domain/payment-officers.js';
import { paymentRun, paymentRunEvents } from './domain/payment-run.js';
import { AddEvidenceController } from './features/add-evidence/add-evidence.controller.js';
import { AgreeAmountController } from './features/agree-amount/agree-amount.controller.js';
import { AgreeAmountHandler } from './features/agree-amount/agree-amount.js';
import { AllocateFundsController } from './features/allocate-funds/allocate-funds.controller.js';
import { AllocateFundsHandler } from './features/allocate-funds/allocate-funds.js';
import { AppointOfficerController } from './features/appoint-officer/appoint-officer.controller.js';
import { AppointOfficerHandler } from './features/appoint-officer/appoint-officer.js';
import { AppropriateFundsController } from './features/appropriate-funds/appropriate-funds.controller.js';
import { AppropriateFundsHandler } from './features/appropriate-funds/appropriate-funds.js';
import { ApproveClaimController } from './features/approve-claim/approve-claim.controller.js';
import { ApproveClaimHandler } from './features/approve-claim/approve-claim.js';
import { CancelOrderController } from './features/cancel-order/cancel-order.controller.js';
import { CancelOrderHandler } from './features/cancel-order/cancel-order.js';
import { ChangeOrderController } from './features/change-order/change-order.controller.js';
import { ChangeOrderHandler } from './features/change-order/change-order.js';
import { CheckOrderController } from './features/check-order/check-order.controller.js';
import { CheckOrderHandler } from './features/check-order/check-order.js';
import { CloseRunHandler } from './features/close-run/close-run.js';
import { CommitFundsController } from './features/commit-funds/commit-funds.controller.js';
import { CommitFundsHandler } from './features/commit-funds/commit-funds.js';
import { DelegateDutyController } from './features/delegate-duty/delegate-duty.controller.js';
import { DelegateDutyHandler } from './features/delegate-duty/delegate-duty.js';
import { DismissOfficerController } from './features/dismiss-officer/dismiss-officer.controller.js';
import { DismissOfficerHandler } from './features/dismiss-officer/dismiss-officer.js';
import { FollowAgreementHandler } from './features/follow-agreement/follow-agreement.js';
import { ImportBankFileController } from './features/import-bank-file/import-bank-file.controller.js';
import { ImportBankFileHandler } from './features/import-bank-file/import-bank-file.js';
import { IssueFileController } from './features/issue-file/issue-file.controller.js';
import { NameAccountController } from './features/name-account/name-account.controller.js';
import { NameAccountHandler } from './features/name-account/name-account.js';
import { NoteFundsHandler } from './features/note-funds/note-funds.js';
import { NotePaymentHandler } from './features/note-payment/note-payment.js';
import { OpenDisbursementHandler } from './features/open-disbursement/open-disbursement.js';
import { OpenEvidenceController } from './features/open-evidence/open-evidence.controller.js';
import { PlanRunController } from './features/plan-run/plan-run.controller.js';
import { PlanRunHandler } from './features/plan-run/plan-run.js';
import { PostToLedgerHandler } from './features/post-to-ledger/post-to-ledger.js';
import { PrepareOrderController } from './features/prepare-order/prepare-order.controller.js';
import { PrepareOrderHandler } from './features/prepare-order/prepare-order.js';
import { RegisterAccountController } from './features/register-account/register-account.controller.js';
import { RegisterAccountHandler } from './features/register-account/register-account.js';
import { ReleaseCommitmentHandler } from './features/release-commitment/release-commitment.js';
import { ReleaseOrderController } from './features/release-order/release-order.controller.js';
import { ReleaseOrderHandler } from './features/release-order/release-order.js';
import { ReturnAllocationController } from './features/return-allocation/return-allocation.controller.js';
import { ReturnAllocationHandler } from './features/return-allocation/return-allocation.js';
import { RevokeDelegationController } from './features/revoke-delegation/revoke-delegation.controller.js';
import { RevokeDelegationHandler } from './features/revoke-delegation/revoke-delegation.js';
import { SendBackClaimController } from './features/send-back-claim/send-back-claim.controller.js';
import { SendBackClaimHandler } from './features/send-back-claim/send-back-claim.js';
import { SendOrderHandler } from './features/send-order/send-order.js';
import { StopDisbursementController } from './features/stop-disbursement/stop-disbursement.controller.js';
import { StopDisbursementHandler } from './features/stop-disbursement/stop-disbursement.js';
import { SubmitClaimController } from './features/submit-claim/submit-claim.controller.js';
import { SubmitClaimHandler } from './features/submit-claim/submit-claim.js';
import { GetBankFileController } from './read-models/bank-file-page/get-bank-file.controller.js';
import { GetBudgetLineController } from './read-models/budget-line-page/get-budget-line.controller.js';
import { GetBudgetLineHandler } from './read-models/budget-line-page/get-budget-line.js';
import { disbursementList } from './read-models/disbursement-list/disbursement-list.js';
import { ListDisbursementsController } from './read-models/disbursement-list/list-disbursements.controller.js';
import { ListDisbursementsHandler } from './read-models/disbursement-list/list-disbursements.js';
import { GetDisbursementController } from './read-models/disbursement-page/get-disbursement.controller.js';
import { GetPaymentOfficersController } from './read-models/payment-officers-page/get-payment-officers.controller.js';
import { ListPaymentOrdersController } from './read-models/payment-orders/list-payment-orders.controller.js';
import { ListPaymentOrdersHandler } from './read-models/payment-orders/list-payment-orders.js';
import { paymentOrderList } from './read-models/payment-orders/payment-orders.js';
import { GetPaymentRunController } from './read-models/payment-run-page/get-payment-run.controller.js';
import { GetTrialBalanceController } from './read-models/trial-balance/get-trial-balance.controller.js';
import { GetTrialBalanceHandler } from './read-models/trial-balance/get-trial-balance.js';
import { ledger } from './read-models/trial-balance/ledger-accounts.js';
import { whenAgreementChangesOrEnds } from './reactions/when-agreement-changes-or-ends-follow-or-stop-disbursement.js';
import { whenAgreementConcludesOrEnds } from './reactions/when-agreement-concludes-or-ends-commit-or-release-funds.js';
import { whenBankFileIsImported } from './reactions/when-bank-file-is-imported-note-payments.js';
import { whenDisbursementEnds } from './reactions/when-disbursement-ends-tell-case.js';
import { whenLedgerAnswers } from './reactions/when-ledger-answers-tell-order.js';
import { whenOrderMoves } from './reactions/when-order-moves-post-to-ledger.js';
import { whenPaymentRunIsPlanned } from './reactions/when-payment-run-is-planned-send-its-orders.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-disbursement.js';
import { Funds } from './funds.js';
import { MoneyDesk } from './money-desk.js';
import { settling } from './settling/settling.module.js';

/** What the context brings to the log. */
export const disbursementFeature: EventStoreFeature = {
  events: [
    ...[...budgetLineEvents, ...disbursementEvents, ...caseEvidenceEvents, ...payeeAccountEvents],
    ...[...paymentOfficersEvents, ...paymentRunEvents, ...bankFileEvents, ...settling.feature.events],
  ],
  aggregates: [
    ...[budgetLine, disbursement, caseEvidence, payeeAccount, paymentOfficers, paymentRun, bankFile],
    ...settling.feature.aggregates,
  ],
  readModels: [ledger, disbursementList, paymentOrderList, ...settling.feature.readModels],
  subscriptions: [destroyErasedAccounts, ...settling.feature.subscriptions],
  reactions: [
    ...[whenAgreementChangesOrEnds, whenAgreementConcludesOrEnds, whenBankFileIsImported],
    ...[whenDisbursementEnds, whenLedgerAnswers, whenOrderMoves],
    ...[whenPaymentRunIsPlanned, whenStageOpensOrCloses, ...settling.feature.reactions],
  ],
};

@Module({
  imports: [
    ...[CqrsModule, IdentityModule, ProgramsModule, CasesModule, AgreementsModule, DocumentsModule],
    EventStoreModule.forFeature(disbursementFeature),
    TimersModule.forFeature(settling.timers),
  ],
  controllers: [
    ...[AddEvidenceController, AgreeAmountController, AllocateFundsController, AppointOfficerController],
    ...[AppropriateFundsController, ApproveClaimController, CancelOrderController, ChangeOrderController],
    ...[CheckOrderController, CommitFundsController, DelegateDutyController, DismissOfficerController],
    ...[ImportBankFileController, IssueFileController, NameAccountController, OpenEvidenceController],
    ...[PlanRunController, PrepareOrderController, RegisterAccountController, ReleaseOrderController],
    ...[
      ReturnAllocationController,
      RevokeDelegationController,
      SendBackClaimController,
      StopDisbursementController,
    ],
    ...[SubmitClaimController, GetBankFileController, GetBudgetLineController, ListDisbursementsController],
    ...[
      GetDisbursementController,
      GetPaymentOfficersController,
      ListPaymentOrdersController,
      GetPaymentRunController,
    ],
    ...[GetTrialBalanceController, ...settling.controllers],
  ],
  providers: [
    ...[Funds, MoneyDesk, PayeeAccounts],
    ...[AgreeAmountHandler, AllocateFundsHandler, AppointOfficerHandler, AppropriateFundsHandler],
    ...[ApproveClaimHandler, CancelOrderHandler, ChangeOrderHandler, CheckOrderHandler],
    ...[CloseRunHandler, CommitFundsHandler, DelegateDutyHandler, DismissOfficerHandler],
    ...[FollowAgreementHandler, ImportBankFileHandler, NameAccountHandler, NoteFundsHandler],
    ...[NotePaymentHandler, OpenDisbursementHandler, PlanRunHandler, PostToLedgerHandler],
    ...[PrepareOrderHandler, RegisterAccountHandler, ReleaseCommitmentHandler, ReleaseOrderHandler],
    ...[ReturnAllocationHandler, RevokeDelegationHandler, SendBackClaimHandler, SendOrderHandler],
    ...[StopDisbursementHandler, SubmitClaimHandler, GetBudgetLineHandler, ListDisbursementsHandler],
    ...[ListPaymentOrdersHandler, GetTrialBalanceHandler, ...settling.providers],
  ],
})
export class DisbursementModule {}
