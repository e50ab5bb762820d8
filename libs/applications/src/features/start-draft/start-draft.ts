import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';

import { v7 as uuidv7 } from 'uuid';
import { application } from '../../domain/application.js';

/** Starts a draft for whoever gives the command; a case is opened with it. A repeat answers the first result and its ids. */
export class StartDraft extends Command<Appended> {
  constructor(
    readonly roundId: string,
    readonly track: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StartDraft)
export class StartDraftHandler implements ICommandHandler<StartDraft> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ roundId, track, context }: StartDraft): Promise<Appended> {
    const applicationId = uuidv7();
    const caseId = uuidv7();
    const command = { type: 'StartDraft', applicationId, caseId, roundId, track } as const;
    return this.store.decide(`application-${applicationId}`, application, command, { ...context, caseId });
  }
}
