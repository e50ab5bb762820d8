import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { testReport, type TestReportCommand } from '../../domain/test-report.js';
import { testReportStream } from '../../poc-ids.js';

/** Takes in that a laboratory was asked, what its review came to, or that the stage ended elsewhere. Refusal: TEST_REPORT_NOT_FOUND. */
export class MoveTestReport extends Command<Appended> {
  constructor(
    readonly id: string,
    readonly move: Extract<
      TestReportCommand,
      { type: 'AskTestReport' | 'DecideTestReport' | 'StopTestReport' }
    >,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(MoveTestReport)
export class MoveTestReportHandler implements ICommandHandler<MoveTestReport> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ id, move, context }: MoveTestReport): Promise<Appended> {
    return this.store.decide(testReportStream(id), testReport, move, context);
  }
}
