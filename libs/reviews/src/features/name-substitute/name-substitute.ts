import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { substitutes } from '../../domain/substitutes.js';
import { substitutesStream } from '../../review-ids.js';

/** Names who does the actor's review tasks for a while; `undefined` withdraws. Refusals: PERSON_NEEDED, SUBSTITUTE_ONESELF, PERIOD_EMPTY. */
export class NameSubstitute extends Command<Appended> {
  constructor(
    readonly named:
      { readonly substitute: string; readonly from: string; readonly until: string } | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NameSubstitute)
export class NameSubstituteHandler implements ICommandHandler<NameSubstitute> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ named, context }: NameSubstitute): Promise<Appended> {
    const command = named
      ? ({ type: 'NameSubstitute', ...named } as const)
      : ({ type: 'WithdrawSubstitute' } as const);
    return this.store.decide(substitutesStream(context.actor.id), substitutes, command, context);
  }
}
