import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { objection } from '../../domain/objection.js';
import { objectionId, objectionStream } from '../../selection-ids.js';
import { type ObjectionConfig, SelectionPlans } from '../../selection-plans.js';
import type { StageOpening } from '../join-selection/join-selection.js';

type StageEnd = Extract<CaseEvent, { type: 'StageClosed' }>['data'];

/** Opens the window (이의신청 기간) of an objection stage, against the decision that opened the stage. */
export class OpenObjectionWindow extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenObjectionWindow)
export class OpenObjectionWindowHandler implements ICommandHandler<OpenObjectionWindow> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ opening, context }: OpenObjectionWindow): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run, openedAt } =
      opening;
    const config = (await this.plans.stage(opening, stage)).config as unknown as ObjectionConfig;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const against = await this.against(opening);
    const id = objectionId(caseId, stage, run);
    return this.store.decide(
      objectionStream(id),
      objection,
      {
        type: 'OpenWindow',
        ...{ objectionId: id, caseId, stage, run, applicationId, roundId, programId, programVersion, track },
        applicant: state.applicant,
        against: {
          ...{ stage: against.stage, kind: against.kind, run: against.run, outcome: against.outcome },
          decidedBy: against.decidedBy,
        },
        windowBefore: await this.plans.end(opening, new Date(openedAt), config.window),
        extendable: config.extension !== undefined,
      },
      { ...context, caseId },
    );
  }

  /** The last decision of a stage that this one waits for. */
  private async against(opening: StageOpening): Promise<StageEnd> {
    const { waitsFor } = await this.plans.stage(opening, opening.stage);
    const awaited = waitsFor === undefined ? [] : 'all' in waitsFor ? waitsFor.all : waitsFor.any;
    const events = (await this.store.readCase(opening.caseId)) as unknown as CaseEvent[];
    const ends = events.flatMap((event) => (event.type === 'StageClosed' ? [event.data] : []));
    const found = ends.findLast(({ stage, outcome }) =>
      awaited.some((one) => one.stage === stage && one.outcomes.includes(outcome)),
    );
    if (!found) throw new Error(`Nothing that ${opening.stage} objects to has been decided`);
    return found;
  }
}
