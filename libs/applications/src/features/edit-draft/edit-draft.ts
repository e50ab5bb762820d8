import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';

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
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ applicationId, edit, context }: EditDraft): Promise<Appended> {
    return this.store.decide(
      `application-${applicationId}`,
      application,
      { type: 'EditDraft', ...edit },
      context,
    );
  }
}
