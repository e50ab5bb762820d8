import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { objection } from '../../domain/objection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { objectionStream } from '../../selection-ids.js';
import { type ObjectionConfig, SelectionPlans } from '../../selection-plans.js';

/**
 * The applicant objects (이의신청). One that comes too late is kept and inadmissible by rule. Refusals: OBJECTION_NOT_FOUND, NOT_THE_APPLICANT,
 * OBJECTION_FILED, OBJECTION_CLOSED.
 */
export class FileObjection extends Command<Appended> {
  constructor(
    readonly objectionId: string,
    readonly grounds: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(FileObjection)
export class FileObjectionHandler implements ICommandHandler<FileObjection> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ objectionId, grounds, context }: FileObjection): Promise<Appended> {
    const state = await this.desk.objection(objectionId);
    const { answer } = (await this.plans.stage(state, state.stage)).config as unknown as ObjectionConfig;
    const answerBefore = await this.plans.end(state, context.now, answer);
    return this.store.decide(
      objectionStream(objectionId),
      objection,
      { type: 'FileObjection', grounds, answerBefore },
      context,
    );
  }
}
