import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ofApplicant } from '../../domain/run-guards.js';
import { prototypeRun, type RunCommand } from '../../domain/run.js';
import { runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

/** Commands that need nothing but the run itself. */
export type Directed = Extract<
  RunCommand,
  { type: 'PlanRun' | 'ReturnGate' | 'EndRun' | 'AnswerGate' | 'LapseRun' }
>;

/**
 * Plans a run, sends a gate back, takes in a partner's answer, or ends the run. Refusals: RUN_NOT_FOUND, RUN_ENDED, CASE_HELD, PERSON_NEEDED,
 * OWN_APPLICATION, DUTIES_NOT_SEPARATE, and those of the decider.
 */
export class DirectRun extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly directed: Directed,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DirectRun)
export class DirectRunHandler implements ICommandHandler<DirectRun> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ runId, directed, context }: DirectRun): Promise<Appended> {
    if (context.actor.kind !== 'system') {
      const state = await this.desk.run(runId);
      await this.desk.refuseHeld(state.caseId);
      if (!ofApplicant(context.actor, state)) await this.desk.refuseApart(state, context.actor, context.now);
    }
    return this.store.decide(runStream(runId), prototypeRun, directed, context);
  }
}
