import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { type GivenReport, testReport, verdictOf } from '../../domain/test-report.js';
import { LaboratoryAnswers } from '../../laboratory-answers.js';
import { testReportStream } from '../../poc-ids.js';

/**
 * The report of the laboratory that was asked (시험성적서 발급): answers the request, and keeps what it says. Refusals: TEST_REPORT_NOT_FOUND,
 * NO_CERTIFICATE_ASKED, NOT_THE_PARTNER, CERTIFICATE_UNFIT, CERTIFICATE_ISSUED, REQUEST_LATE, REQUEST_CLOSED, ANSWER_SUPERSEDED, STEP_NOT_RUNNING.
 */
export class IssueTestReport extends Command<Appended> {
  constructor(
    readonly id: string,
    readonly report: GivenReport,
    /** SHA-256 of what the laboratory sent. */
    readonly bodySha256: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(IssueTestReport)
export class IssueTestReportHandler implements ICommandHandler<IssueTestReport> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(LaboratoryAnswers) private readonly laboratory: LaboratoryAnswers,
  ) {}

  async execute({ id, report, bodySha256, context }: IssueTestReport): Promise<Appended> {
    const { state } = await this.store.load(testReportStream(id), testReport);
    const command = { type: 'IssueTestReport', report } as const;
    // What the report says is looked at before the request is answered by it.
    testReport.decide({ ...command, now: context.now, actor: context.actor }, state);
    if (state.status === 'none' || !state.asked)
      throw new Refusal('conflict', 'NO_CERTIFICATE_ASKED', 'No laboratory has been asked for a test report');
    await this.laboratory.give(state.asked.requestId, verdictOf(report), bodySha256, context);
    return this.store.decide(testReportStream(id), testReport, command, context);
  }
}
