import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';
import { stepOf } from '../../evaluation-ids.js';
import { ListEvaluations } from '../../read-models/evaluation-list/list-evaluations.js';

/** Looks at every panel on which a person sits, and excludes them where the data speaks against it by now. */
export class ExcludeConflicted extends Command<readonly Appended[]> {
  constructor(
    readonly reviewer: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** A seat given meanwhile is looked at when the panel is appointed, when its holder pledges or scores, and when the panel is closed. */
@CommandHandler(ExcludeConflicted)
export class ExcludeConflictedHandler implements ICommandHandler<ExcludeConflicted> {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
  ) {}

  async execute({ reviewer, context }: ExcludeConflicted): Promise<readonly Appended[]> {
    const candidates = [await this.desk.candidate(reviewer)];
    const lines = await this.queries.execute(new ListEvaluations({ reviewer }, undefined, undefined, 10_000));
    const appended: Appended[] = [];
    for (const { id, seats } of lines) {
      if (seats[reviewer]?.out !== undefined) continue;
      const step = { ...context, commandId: stepOf(context.commandId, id) };
      try {
        appended.push(await this.desk.decide(id, { type: 'CheckConflicts', candidates }, step));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    return appended;
  }
}
