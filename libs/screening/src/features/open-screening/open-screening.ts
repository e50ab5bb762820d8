import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CaseEvent, establishedFacts, factsOf } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import type { KnownFact, Values } from '../../domain/screening.events.js';
import { screening } from '../../domain/screening.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningId, screeningStream } from '../../screening-id.js';
import { ScreeningRules } from '../../screening-rules.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/** Opens the screening of a stage's run and runs its rules over what the application says. */
export class OpenScreening extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenScreening)
export class OpenScreeningHandler implements ICommandHandler<OpenScreening> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(ScreeningRules) private readonly rules: ScreeningRules,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ opening, context }: OpenScreening): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const plan = await this.rules.plan(opening);
    const [application, round] = await Promise.all([
      this.desk.application(applicationId),
      this.programs.round(roundId),
    ]);
    const told = factsOf(plan.definition, application, round);
    const facts = {
      ...known(told as Values, 'application'),
      ...known(await this.ofStages(caseId, stage), 'stage'),
      ...(await this.ofEarlierRun(opening)),
    };
    const id = screeningId(caseId, stage, run);
    const { requests } = plan.config.supplement;
    return this.store.decide(
      screeningStream(id),
      screening,
      {
        type: 'OpenScreening',
        ...{ screeningId: id, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
        applicant: application.applicant,
        submittedAt: await this.submittedAt(applicationId),
        rules: [...plan.screened],
        facts,
        policy: {
          supplements: requests,
          overruling: plan.config.overruling,
          pausesClock: plan.stage.deadline?.pausesForSupplement ?? false,
        },
        judge: plan.judge,
      },
      { ...context, caseId },
    );
  }

  private async submittedAt(applicationId: string): Promise<string> {
    const events = await this.store.readStream(`application-${applicationId}`);
    const submitted = events.find(({ type }) => type === 'ApplicationSubmitted');
    if (!submitted) throw new Refusal('conflict', 'STAGE_NOT_OPEN', 'The application was never submitted');
    return submitted.occurredAt;
  }

  /** What other stages of the case, and migrations, have established. */
  private async ofStages(caseId: string, own: string): Promise<Values> {
    return establishedFacts(await this.store.readCase(caseId), own) as Values;
  }

  /** What was known in the run before, with who recorded it: a stage taken up again does not forget. */
  private async ofEarlierRun({ caseId, stage, run }: StageOpening): Promise<Record<string, KnownFact>> {
    if (run === 1) return {};
    const { state } = await this.store.load(screeningStream(screeningId(caseId, stage, run - 1)), screening);
    if (state.status === 'none') return {};
    const own = Object.entries(state.facts).filter(
      ([, { source }]) => source !== 'application' && source !== 'stage',
    );
    return Object.fromEntries(own);
  }
}

function known(values: Values, source: KnownFact['source']): Record<string, KnownFact> {
  const present = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(present.map(([name, value]) => [name, { value, source }]));
}
