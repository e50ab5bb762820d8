import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { relations } from '../../domain/relations.js';
import { relationsStream } from '../../evaluation-ids.js';

/** Takes back a relation that was recorded in error; what it has done stays done. Refusals: RELATION_NOT_FOUND, SECOND_PERSON_NEEDED, PERSON_NEEDED. */
export class RetractRelation extends Command<Appended> {
  constructor(
    readonly reviewer: string,
    readonly relationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RetractRelation)
export class RetractRelationHandler implements ICommandHandler<RetractRelation> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ reviewer, relationId, reason, context }: RetractRelation): Promise<Appended> {
    const command = { type: 'RetractRelation', reviewer, relationId, reason } as const;
    return this.store.decide(relationsStream(reviewer), relations, command, context);
  }
}
