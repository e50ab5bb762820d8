import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { application, type ApplicationState } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { testReport } from '../../domain/test-report.js';
import { testReportId, testReportReviewId, testReportStream } from '../../poc-ids.js';
import type { StageOpening } from '../open-poc/open-poc.js';

/** Config of a stage of kind `test-report`, as `@doyak/programs` checked it before publication. */
interface TestReportConfig {
  readonly laboratories: readonly string[];
  readonly methods: readonly { readonly id: string }[];
  readonly validMonths: number;
}

/** Begins the test report of a stage's run; a laboratory is asked then. Refusal: APPLICATION_NOT_FOUND. */
export class OpenTestReport extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenTestReport)
export class OpenTestReportHandler implements ICommandHandler<OpenTestReport> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ opening, context }: OpenTestReport): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const { stages } = await this.programs.track(programId, programVersion, track);
    const found = stages.find(({ id }) => id === stage);
    if (!found) throw new Error(`Track ${track} has no stage ${stage}`);
    const { laboratories, methods, validMonths } = found.config as unknown as TestReportConfig;
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const { personId, organisationId } = state.applicant;
    const id = testReportId(caseId, stage, run);
    const command = {
      type: 'OpenTestReport' as const,
      ...{ testReportId: id, caseId, stage, run, applicationId, roundId, programId, programVersion, track },
      ...{ applicant: { personId, organisationId }, reviewId: testReportReviewId(id), validMonths },
      ...{ laboratories: [...laboratories], methods: methods.map((one) => one.id) },
    };
    return this.store.decide(testReportStream(id), testReport, command, { ...context, caseId });
  }
}
