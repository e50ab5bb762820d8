import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { objection } from '../../domain/objection.js';
import { objectionStream } from '../../selection-ids.js';

/** Ends an objection whose case or stage was closed elsewhere. Refusals: OBJECTION_NOT_FOUND. */
export class StopObjection extends Command<Appended> {
  constructor(
    readonly objectionId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopObjection)
export class StopObjectionHandler implements ICommandHandler<StopObjection> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ objectionId, because, context }: StopObjection): Promise<Appended> {
    return this.store.decide(
      objectionStream(objectionId),
      objection,
      { type: 'StopObjection', because },
      context,
    );
  }
}
