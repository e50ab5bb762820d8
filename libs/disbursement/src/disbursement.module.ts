import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AgreementsModule } from '@doyak/agreements';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { ProgramsModule } from '@doyak/programs';
import './disbursement.permissions.js';
import { budgetLineEvents } from './domain/budget-line.events.js';
import { AllocateFundsController } from './features/allocate-funds/allocate-funds.controller.js';
import { AllocateFundsHandler } from './features/allocate-funds/allocate-funds.js';
import { AppropriateFundsController } from './features/appropriate-funds/appropriate-funds.controller.js';
import { AppropriateFundsHandler } from './features/appropriate-funds/appropriate-funds.js';
import { CommitFundsController } from './features/commit-funds/commit-funds.controller.js';
import { CommitFundsHandler } from './features/commit-funds/commit-funds.js';
import { ReleaseCommitmentHandler } from './features/release-commitment/release-commitment.js';
import { ReturnAllocationController } from './features/return-allocation/return-allocation.controller.js';
import { ReturnAllocationHandler } from './features/return-allocation/return-allocation.js';
import { Funds } from './funds.js';
import { whenAgreementConcludesOrEnds } from './reactions/when-agreement-concludes-or-ends-commit-or-release-funds.js';
import { GetBudgetLineController } from './read-models/budget-line-page/get-budget-line.controller.js';
import { GetBudgetLineHandler } from './read-models/budget-line-page/get-budget-line.js';
import { GetTrialBalanceController } from './read-models/trial-balance/get-trial-balance.controller.js';
import { GetTrialBalanceHandler } from './read-models/trial-balance/get-trial-balance.js';
import { ledger } from './read-models/trial-balance/ledger-accounts.js';

/** What the context brings to the log. */
export const disbursementFeature: EventStoreFeature = {
  events: budgetLineEvents,
  readModels: [ledger],
  reactions: [whenAgreementConcludesOrEnds],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, AgreementsModule],
    EventStoreModule.forFeature(disbursementFeature),
  ],
  controllers: [
    ...[AppropriateFundsController, AllocateFundsController, ReturnAllocationController],
    ...[CommitFundsController, GetBudgetLineController, GetTrialBalanceController],
  ],
  providers: [
    ...[Funds, AppropriateFundsHandler, AllocateFundsHandler, ReturnAllocationHandler],
    ...[CommitFundsHandler, ReleaseCommitmentHandler, GetBudgetLineHandler, GetTrialBalanceHandler],
  ],
})
export class DisbursementModule {}
