import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/** What a beneficiary claims, in KRW, and the SHA-256 of the papers that prove it. */
export interface Claimed {
  readonly amount: number;
  readonly papers: readonly string[];
  readonly costs: readonly {
    readonly item: string;
    readonly amount: number;
    readonly evidence: readonly string[];
  }[];
}

/**
 * Claims a tranche that is due (지급신청), with papers and costs. Refusals: TRANCHE_NOT_FOUND, TRANCHE_NOT_SO, ACCOUNT_NEEDED, CLAIM_UNFIT,
 * NOT_BENEFICIARY, DISBURSEMENT_NOT_FOUND, DISBURSEMENT_STOPPED, CASE_HELD, AGREEMENT_NOT_IN_FORCE.
 */
export class SubmitClaim extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly tranche: string,
    readonly asked: Claimed,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SubmitClaim)
export class SubmitClaimHandler implements ICommandHandler<SubmitClaim> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, tranche, asked, context }: SubmitClaim): Promise<Appended> {
    const state = await this.desk.going(disbursementId);
    const papers = [...asked.papers, ...asked.costs.flatMap(({ evidence }) => evidence)];
    const unknown = await this.desk.unknownPapers(state.caseId, papers);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'SubmitClaim', tranche, ...asked, unknown },
      context,
    );
  }
}
