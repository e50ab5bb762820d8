import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { dateOf, plainDate } from '@doyak/kernel/calendar';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Opening } from '../../domain/evaluation.events.js';
import { evaluation } from '../../domain/evaluation.js';
import type { EvaluationState, KnownEvaluation } from '../../domain/evaluation.state.js';
import { evaluationId, evaluationStream } from '../../evaluation-ids.js';
import { type EvaluationKind, EvaluationPlans } from '../../evaluation-plans.js';
import { evaluationStages } from '../../reactions/evaluation-stages.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
> & { readonly kind: EvaluationKind };

/** Opens the evaluation of a stage's run, or another session of one. Refusal: APPLICATION_NOT_FOUND. */
export class OpenEvaluation extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
    readonly session = 1,
  ) {
    super();
  }
}

@CommandHandler(OpenEvaluation)
export class OpenEvaluationHandler implements ICommandHandler<OpenEvaluation> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EvaluationPlans) private readonly plans: EvaluationPlans,
  ) {}

  async execute({ opening, context, session }: OpenEvaluation): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run, kind } = opening;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const id = evaluationId(caseId, stage, run, session);
    return this.store.decide(
      evaluationStream(id),
      evaluation,
      {
        type: 'OpenEvaluation',
        ...{ evaluationId: id, caseId, applicationId, roundId, programId, programVersion, track },
        ...{ stage, run, kind, applicant: state.applicant },
        ...(await this.plans.plan(opening, plainDate(dateOf(context.now)).year)),
        ...(await this.ofEarlier(opening)),
      },
      { ...context, caseId },
    );
  }

  /**
   * Who fell out of any evaluation of the case for a conflict of interest is never appointed again in it; a panel whose result changed after
   * closing goes on with the ballots that are left.
   */
  private async ofEarlier({
    caseId,
    stage,
    run,
  }: StageOpening): Promise<Pick<Opening, 'barred' | 'carried'>> {
    const barred = new Set<string>();
    let carried: Opening['carried'] = [];
    for (const earlier of await evaluationStages(caseId, Infinity, this.store)) {
      const { state } = await this.store.load<EvaluationState, never>(
        evaluationStream(earlier.id),
        evaluation,
      );
      if (state.status === 'none') continue;
      for (const { personId, out } of state.seats)
        if (out !== undefined && out !== 'release') barred.add(personId);
      const { closing } = state;
      const before = earlier.stage === stage && earlier.run === run - 1;
      if (before && closing && closing.outcome !== closing.told) carried = carriedOn(state);
    }
    return { barred: [...barred], carried };
  }
}

function carriedOn({ seats }: KnownEvaluation): Opening['carried'] {
  return seats.map(({ personId, organisationId, outside, pledged, marks, out, replacedBy }) => ({
    ...{ personId, organisationId, outside, pledged, out, replacedBy },
    marks: marks && [...marks],
  }));
}
