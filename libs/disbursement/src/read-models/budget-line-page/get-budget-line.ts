import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { fold } from '@doyak/kernel/decider';
import { EventStore, type Past } from '@doyak/kernel/event-store';
import { budgetLineStream } from '../../budget-line-id.js';
import type { BudgetLineEvent } from '../../domain/budget-line.events.js';
import { budgetLine, type BudgetLineState } from '../../domain/budget-line.js';

/** A budget line as it is, or as it was; nothing where no money has ever been posted. */
export class GetBudgetLine extends Query<{ state: BudgetLineState; version: number } | undefined> {
  constructor(
    readonly programId: string,
    readonly line: string,
    readonly past: Past = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetBudgetLine)
export class GetBudgetLineHandler implements IQueryHandler<GetBudgetLine> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ programId, line, past: { asOf, knownAt } }: GetBudgetLine) {
    const events = (await this.store.readStream(budgetLineStream(programId, line))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    if (events.length === 0) return undefined;
    return {
      state: fold(budgetLine, events as unknown as BudgetLineEvent[]),
      version: events.at(-1)!.streamVersion,
    };
  }
}
