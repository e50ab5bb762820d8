import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { coFunding, type CoFundingCommand } from '../../domain/co-funding.js';
import { fundingStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

/** Commands that need nothing but the co-funding itself. */
export type DirectedFunding = Extract<
  CoFundingCommand,
  {
    type:
      | 'SetCosts'
      | 'AddCosts'
      | 'WithdrawPledge'
      | 'MeetCondition'
      | 'ApproveCoFunding'
      | 'GiveUpCoFunding'
      | 'EndCoFunding';
  }
>;

/**
 * Sets costs, withdraws a pledge, says that its condition is met, approves or gives up. Refusals: CO_FUNDING_NOT_FOUND, CO_FUNDING_ENDED,
 * CASE_HELD, PERSON_NEEDED, OWN_APPLICATION, DUTIES_NOT_SEPARATE, and those of the decider.
 */
export class DirectCoFunding extends Command<Appended> {
  constructor(
    readonly fundingId: string,
    readonly directed: DirectedFunding,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DirectCoFunding)
export class DirectCoFundingHandler implements ICommandHandler<DirectCoFunding> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ fundingId, directed, context }: DirectCoFunding): Promise<Appended> {
    if (context.actor.kind !== 'system') {
      const state = await this.desk.funding(fundingId);
      await this.desk.refuseHeld(state.caseId);
      if (directed.type === 'ApproveCoFunding' || directed.type === 'GiveUpCoFunding')
        await this.desk.refuseApart(state, context.actor, context.now);
    }
    return this.store.decide(fundingStream(fundingId), coFunding, directed, context);
  }
}
