import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { checkOnce } from '../../check-once.js';
import { program } from '../../domain/lifecycle/program.js';

/** Keeps a draft of a definition, with or without problems. */
export class SaveProgramDraft extends Command<Appended> {
  constructor(
    readonly programId: string,
    readonly text: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SaveProgramDraft)
export class SaveProgramDraftHandler implements ICommandHandler<SaveProgramDraft> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ programId, text, context }: SaveProgramDraft): Promise<Appended> {
    const problems = checkOnce(text).problems.length;
    return this.store.decide(
      `program-${programId}`,
      program,
      { type: 'SaveProgramDraft', programId, text, problems },
      context,
    );
  }
}
