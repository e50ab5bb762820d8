import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import type { CaseEvent } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Opening } from '../../domain/evaluation.events.js';
import { evaluation } from '../../domain/evaluation.js';
import type { EvaluationState } from '../../domain/evaluation.state.js';
import { evaluationId, evaluationStream } from '../../evaluation-ids.js';
import { type EvaluationKind, EvaluationPlans } from '../../evaluation-plans.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
> & { readonly kind: EvaluationKind };

/** Opens the evaluation of a stage's run. */
export class OpenEvaluation extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
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

  async execute({ opening, context }: OpenEvaluation): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run, kind } = opening;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const id = evaluationId(caseId, stage, run);
    return this.store.decide(
      evaluationStream(id),
      evaluation,
      {
        type: 'OpenEvaluation',
        ...{ evaluationId: id, caseId, applicationId, roundId, programId, programVersion, track },
        ...{ stage, run, kind, applicant: state.applicant },
        ...(await this.plans.plan(opening)),
        ...(await this.ofEarlierRun(opening)),
      },
      { ...context, caseId },
    );
  }

  /** Who fell out is never appointed again; a panel whose result changed after closing goes on with the ballots that are left. */
  private async ofEarlierRun({
    caseId,
    stage,
    run,
  }: StageOpening): Promise<Pick<Opening, 'barred' | 'carried'>> {
    if (run === 1) return { barred: [], carried: [] };
    const stream = evaluationStream(evaluationId(caseId, stage, run - 1));
    const { state } = await this.store.load<EvaluationState, never>(stream, evaluation);
    if (state.status === 'none') return { barred: [], carried: [] };
    const { seats, closing } = state;
    const conflicted = seats.filter(({ out }) => out !== undefined && out !== 'release');
    const changed = closing !== undefined && closing.outcome !== closing.told;
    return {
      barred: [...new Set([...state.barred, ...conflicted.map(({ personId }) => personId)])],
      carried: changed
        ? seats.map(({ personId, organisationId, outside, pledged, marks, out, replacedBy }) => ({
            ...{ personId, organisationId, outside, pledged, out, replacedBy },
            marks: marks && [...marks],
          }))
        : [],
    };
  }
}
