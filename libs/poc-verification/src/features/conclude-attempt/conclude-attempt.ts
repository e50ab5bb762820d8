import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { pocStream } from '../../poc-ids.js';

/** Takes in what an attempt came to, and with it the verification, once it passed or no attempt is left. Refusal: POC_NOT_FOUND. */
export class ConcludeAttempt extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly decided: {
      readonly reviewId: string;
      readonly outcome: 'passed' | 'failed';
      readonly decidedBy: readonly string[];
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ConcludeAttempt)
export class ConcludeAttemptHandler implements ICommandHandler<ConcludeAttempt> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ pocId, decided, context }: ConcludeAttempt): Promise<Appended> {
    const { reviewId, outcome, decidedBy } = decided;
    const command = { type: 'ConcludeAttempt', reviewId, outcome, decidedBy } as const;
    return this.store.decide(pocStream(pocId), poc, command, context);
  }
}
