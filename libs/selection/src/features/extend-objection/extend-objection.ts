import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { objection } from '../../domain/objection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { objectionStream } from '../../selection-ids.js';
import { type ObjectionConfig, SelectionPlans } from '../../selection-plans.js';

/**
 * Extends the time for the answer (연장), once, from where it ends. Refusals: OBJECTION_NOT_FOUND, OBJECTION_NOT_FILED, OBJECTION_CLOSED,
 * EXTENSION_USED_UP, OWN_DECISION, OWN_APPLICATION, PERSON_NEEDED, CASE_HELD.
 */
export class ExtendObjection extends Command<Appended> {
  constructor(
    readonly objectionId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExtendObjection)
export class ExtendObjectionHandler implements ICommandHandler<ExtendObjection> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ objectionId, reason, context }: ExtendObjection): Promise<Appended> {
    const state = await this.desk.objection(objectionId);
    await this.desk.refuseHeld(state.caseId);
    const { extension } = (await this.plans.stage(state, state.stage)).config as unknown as ObjectionConfig;
    // The period runs from the last instant that is in time.
    const from = new Date(Date.parse(state.answerBefore ?? context.now.toISOString()) - 1);
    const answerBefore = extension ? await this.plans.end(state, from, extension) : '';
    return this.store.decide(
      objectionStream(objectionId),
      objection,
      { type: 'ExtendObjection', answerBefore, reason },
      context,
    );
  }
}
