import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';

import { SealedAnswers } from '../../sealed-answers.js';
import { application, type ApplicationCommand } from '../../domain/application.js';

/** What an edit may change; what is absent stays as it is. */
export type DraftEdit = Omit<Extract<ApplicationCommand, { type: 'EditDraft' }>, 'type'>;

/** Changes a draft: title, company, answers to the form. */
export class EditDraft extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly edit: DraftEdit,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(EditDraft)
export class EditDraftHandler implements ICommandHandler<EditDraft> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SealedAnswers) private readonly sealed: SealedAnswers,
  ) {}

  async execute({ applicationId, edit, context }: EditDraft): Promise<Appended> {
    const stream = `application-${applicationId}`;
    const { state } = edit.answers ? await this.store.load(stream, application) : {};
    const answers =
      edit.answers && state && state.status !== 'NONE'
        ? await this.sealed.seal(state, edit.answers, state.answers)
        : edit.answers;
    return this.store.decide(stream, application, { type: 'EditDraft', ...edit, answers }, context);
  }
}
