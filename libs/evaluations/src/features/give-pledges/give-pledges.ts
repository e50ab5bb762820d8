import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { EachEvaluation, type StepResult } from '../../each-evaluation.js';
import { stepOf } from '../../evaluation-ids.js';
import { ListEvaluations } from '../../read-models/evaluation-list/list-evaluations.js';
import { GivePledge } from '../give-pledge/give-pledge.js';

/** One pledge for all evaluations of a round's stage on whose panel the reviewer sits; each is decided on its own. */
export class GivePledges extends Command<StepResult[]> {
  constructor(
    readonly of: { readonly roundId: string; readonly stage: string; readonly track?: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GivePledges)
export class GivePledgesHandler implements ICommandHandler<GivePledges> {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EachEvaluation) private readonly each: EachEvaluation,
  ) {}

  async execute({ of, context }: GivePledges): Promise<StepResult[]> {
    const reviewer = context.actor.id;
    const filter = { ...of, reviewer, status: 'scoring' as const };
    const lines = await this.queries.execute(new ListEvaluations(filter, undefined, undefined, 5_000));
    const waiting = lines.filter(({ seats }) => {
      const seat = seats[reviewer];
      return seat !== undefined && seat.out === undefined && !seat.pledged;
    });
    return this.each.of(waiting, (id) =>
      this.commands.execute(new GivePledge(id, { ...context, commandId: stepOf(context.commandId, id) })),
    );
  }
}
