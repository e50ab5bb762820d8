import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { PocDesk } from '../../poc-desk.js';
import { attemptReviewId, pocStream } from '../../poc-ids.js';
import { SuitePlans } from '../../suites/suite-plans.js';

/**
 * Starts the next attempt: measures the registered target by the suites of the definition, and by further ones that decide nothing. Refusals:
 * POC_NOT_FOUND, POC_OVER, POC_RUNNING, CASE_HELD, TARGET_MISSING, RESULTS_MISSING, SUITES_UNFIT, OWN_APPLICATION, PERSON_NEEDED.
 */
export class StartBenchmark extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly asked: { readonly further: readonly string[]; readonly tokens?: number },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StartBenchmark)
export class StartBenchmarkHandler implements ICommandHandler<StartBenchmark> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PocDesk) private readonly desk: PocDesk,
    @Inject(SuitePlans) private readonly plans: SuitePlans,
  ) {}

  async execute({ pocId, asked, context }: StartBenchmark): Promise<Appended> {
    const state = await this.desk.poc(pocId);
    await this.desk.refuseHeld(state.caseId);
    const reviewId = attemptReviewId(pocId, state.attempts.length + 1);
    const suites = this.plans.suitesFor(state.terms, asked.further);
    const budget = this.plans.budgetFor(state.terms, suites, reviewId, asked.tokens);
    return this.store.decide(
      pocStream(pocId),
      poc,
      { type: 'StartBenchmark', reviewId, suites, budget },
      context,
    );
  }
}
