import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { round } from '../../domain/lifecycle/round.js';

/** Cancel a round, with the reason. Refusals: ROUND_NOT_FOUND, ROUND_CANCELLED. */
export class CancelRound extends Command<Appended> {
  constructor(
    readonly roundId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CancelRound)
export class CancelRoundHandler implements ICommandHandler<CancelRound> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ roundId, reason, context }: CancelRound): Promise<Appended> {
    const command = { type: 'CancelRound', reason } as const;
    return this.store.decide(`round-${roundId}`, round, command, context);
  }
}
