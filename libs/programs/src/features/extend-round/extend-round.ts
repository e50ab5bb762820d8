import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { round } from '../../domain/lifecycle/round.js';

/** Extend the window of a round, with the reason. Refusals: ROUND_NOT_FOUND, ROUND_CANCELLED, ROUND_CLOSED, NOT_AN_EXTENSION, EXTENSIONS_USED_UP. */
export class ExtendRound extends Command<Appended> {
  constructor(
    readonly roundId: string,
    readonly closesAt: Date,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExtendRound)
export class ExtendRoundHandler implements ICommandHandler<ExtendRound> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ roundId, closesAt, reason, context }: ExtendRound): Promise<Appended> {
    const command = { type: 'ExtendRound', closesAt: closesAt.toISOString(), reason } as const;
    return this.store.decide(`round-${roundId}`, round, command, context);
  }
}
