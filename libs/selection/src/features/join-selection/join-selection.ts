import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { selectionId, selectionStream } from '../../selection-ids.js';
import { SelectionPlans } from '../../selection-plans.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  | 'caseId'
  | 'applicationId'
  | 'roundId'
  | 'programId'
  | 'programVersion'
  | 'track'
  | 'stage'
  | 'run'
  | 'openedAt'
>;

/** A case whose selection stage has opened becomes a candidate of its round and track. */
export class JoinSelection extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(JoinSelection)
export class JoinSelectionHandler implements ICommandHandler<JoinSelection> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ opening: of, context }: JoinSelection): Promise<Appended> {
    const { caseId, applicationId, stage, run } = of;
    const [opening, quotas, { state }] = await Promise.all([
      this.plans.opening(of, stage),
      this.plans.quotasOf(of, stage),
      this.store.load<ApplicationState, never>(`application-${applicationId}`, application),
    ]);
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const candidate = { ...{ caseId, applicationId, run, quotas }, applicant: state.applicant };
    return this.store.decide(
      selectionStream(selectionId(of)),
      selection,
      { type: 'JoinSelection', opening, candidate },
      context,
    );
  }
}
