import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Gate } from '../../domain/gates.js';
import { prototypeRun } from '../../domain/run.js';
import { runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

/**
 * Begins another cycle of gates (respin, 재설계 제작) with its reason and what it costs; pledges must cover that before the next gate. Refusals:
 * RUN_NOT_FOUND, RUN_ENDED, CASE_HELD, NO_RESPIN_LEFT, COST_ITEM_UNKNOWN, GATE_NOT_PASSED, OWN_APPLICATION, DUTIES_NOT_SEPARATE, PERSON_NEEDED.
 */
export class RespinRun extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly respin: {
      readonly from: Gate;
      readonly reason: string;
      readonly costs: readonly { item: string; amount: number }[];
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RespinRun)
export class RespinRunHandler implements ICommandHandler<RespinRun> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ runId, respin, context }: RespinRun): Promise<Appended> {
    const state = await this.desk.run(runId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApart(state, context.actor, context.now);
    const { costItems } = await this.desk.funding(state.fundingId);
    const command = { type: 'RespinRun' as const, ...respin, costItems };
    return this.store.decide(runStream(runId), prototypeRun, command, context);
  }
}
