import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { EachEvaluation, type StepResult } from '../../each-evaluation.js';
import { EvaluationDesk } from '../../evaluation-desk.js';
import { stepOf } from '../../evaluation-ids.js';
import { ListEvaluations } from '../../read-models/evaluation-list/list-evaluations.js';
import { AppointPanel } from '../appoint-panel/appoint-panel.js';

/**
 * Appoints one panel for every evaluation of a round's stage that has none yet: one committee sits over many applications. Each evaluation
 * is decided on its own: who has a conflict of interest in one case still sits in the others.
 */
export class AppointPanels extends Command<StepResult[]> {
  constructor(
    readonly of: { readonly roundId: string; readonly stage: string; readonly track?: string },
    readonly reviewers: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AppointPanels)
export class AppointPanelsHandler implements ICommandHandler<AppointPanels> {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
    @Inject(EachEvaluation) private readonly each: EachEvaluation,
  ) {}

  async execute({ of, reviewers, context }: AppointPanels): Promise<StepResult[]> {
    const lines = await this.queries.execute(
      new ListEvaluations({ ...of, status: 'appointing' }, undefined, undefined, 5_000),
    );
    const appoint = (id: string) =>
      this.commands.execute(
        new AppointPanel(id, reviewers, { ...context, commandId: stepOf(context.commandId, id) }),
      );
    const excludedOf = async (id: string) => {
      const { seats } = await this.desk.lay(id);
      return seats.filter(({ out }) => out !== undefined).map(({ personId }) => personId);
    };
    return this.each.of(lines, appoint, { settled: ['PANEL_APPOINTED'], excludedOf });
  }
}
