import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import type { StageTotal } from '../../domain/selection.events.js';
import { selection } from '../../domain/selection.js';
import { selectionId, selectionStream } from '../../selection-ids.js';
import { SelectionPlans } from '../../selection-plans.js';

/** What an evaluation gave a case. Points are hundredths: 8750 is 87.50. */
export interface CandidateTotal {
  readonly caseId: string;
  readonly total: StageTotal;
}

/**
 * Tells every selection in which this evaluation counts what it gave a case; to be given when the evaluation has closed, also before the case
 * is a candidate. Refusals: CASE_NOT_FOUND, RESULT_PUBLISHED.
 */
export class RecordCandidateTotal extends Command<readonly Appended[]> {
  constructor(
    readonly of: CandidateTotal,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordCandidateTotal)
export class RecordCandidateTotalHandler implements ICommandHandler<RecordCandidateTotal> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ of: { caseId, total }, context }: RecordCandidateTotal): Promise<readonly Appended[]> {
    const of = await this.caseOf(caseId);
    const appended: Appended[] = [];
    for (const stage of await this.plans.countingOn(of, total.stage)) {
      const opening = await this.plans.opening(of, stage);
      const stream = selectionStream(selectionId({ ...of, stage }));
      const command = { type: 'RecordTotal', opening, caseId, total } as const;
      appended.push(await this.store.decide(stream, selection, command, context));
    }
    return appended;
  }

  private async caseOf(caseId: string) {
    const [opened] = (await this.store.readStream(`case-${caseId}`, {
      upToVersion: 1,
    })) as unknown as CaseEvent[];
    if (opened?.type !== 'CaseOpened')
      throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    return opened.data;
  }
}
