import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetAgreement } from '@doyak/agreements';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import { budgetLine } from '../../domain/budget-line.js';
import { Funds } from '../../funds.js';

/** Gives back to the round what an agreement's case was promised and has not been paid. Nothing happens where nothing is promised. */
export class ReleaseCommitment extends Command<Appended | undefined> {
  constructor(
    readonly agreementId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReleaseCommitment)
export class ReleaseCommitmentHandler implements ICommandHandler<ReleaseCommitment> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Funds) private readonly funds: Funds,
  ) {}

  async execute({ agreementId, reason, context }: ReleaseCommitment): Promise<Appended | undefined> {
    const found = await this.queries.execute(new GetAgreement(agreementId));
    const line = found && (await this.funds.lineOf(found.state));
    if (!line) return undefined;
    const { programId, caseId } = found.state;
    return this.store.decide(
      budgetLineStream(programId, line),
      budgetLine,
      { type: 'ReleaseCommitment', programId, line, caseId, reason },
      context,
    );
  }
}
