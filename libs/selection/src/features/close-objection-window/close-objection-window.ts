import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { objection } from '../../domain/objection.js';
import { objectionStream } from '../../selection-ids.js';

/** Nobody objected in time; given by a timer. Refusals: OBJECTION_NOT_FOUND, WINDOW_NOT_OVER. */
export class CloseObjectionWindow extends Command<Appended> {
  constructor(
    readonly objectionId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CloseObjectionWindow)
export class CloseObjectionWindowHandler implements ICommandHandler<CloseObjectionWindow> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ objectionId, context }: CloseObjectionWindow): Promise<Appended> {
    return this.store.decide(objectionStream(objectionId), objection, { type: 'CloseWindow' }, context);
  }
}
