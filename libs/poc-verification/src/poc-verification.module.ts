import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CasesModule } from '@doyak/cases';
import { EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { TimersModule } from '@doyak/kernel/timers';
import { ProgramsModule } from '@doyak/programs';
import { ReviewPlans, ReviewsModule } from '@doyak/reviews';
import { DeviceResults } from './benchmark/device-results.js';
import { Evidence } from './benchmark/evidence.js';
import { ModelBenchmark } from './benchmark/model-benchmark.js';
import { TargetKeys } from './benchmark/target-keys.js';
import { certificateClocks, certificateTimer } from './certificate-clocks.js';
import { pocEvents, type PocTerms } from './domain/poc.events.js';
import { poc } from './domain/poc.js';
import { testReportEvents } from './domain/test-report.events.js';
import { testReport } from './domain/test-report.js';
import { AskCertificateHandler } from './features/ask-certificate/ask-certificate.js';
import { ConcludeAttemptHandler } from './features/conclude-attempt/conclude-attempt.js';
import { ExpireCertificateHandler } from './features/expire-certificate/expire-certificate.js';
import { GiveUpController } from './features/give-up/give-up.controller.js';
import { GiveUpHandler } from './features/give-up/give-up.js';
import { IssueCertificateController } from './features/issue-certificate/issue-certificate.controller.js';
import { IssueCertificateHandler } from './features/issue-certificate/issue-certificate.js';
import { IssueTestReportController } from './features/issue-test-report/issue-test-report.controller.js';
import { IssueTestReportHandler } from './features/issue-test-report/issue-test-report.js';
import { MoveTestReportHandler } from './features/move-test-report/move-test-report.js';
import { OpenPocHandler } from './features/open-poc/open-poc.js';
import { OpenTestReportHandler } from './features/open-test-report/open-test-report.js';
import { ReceiveDeviceResultsController } from './features/receive-device-results/receive-device-results.controller.js';
import { ReceiveDeviceResultsHandler } from './features/receive-device-results/receive-device-results.js';
import { RecordMeasurementHandler } from './features/record-measurement/record-measurement.js';
import { RegisterDeviceController } from './features/register-device/register-device.controller.js';
import { RegisterDeviceHandler } from './features/register-device/register-device.js';
import { RegisterTargetController } from './features/register-target/register-target.controller.js';
import { RegisterTargetHandler } from './features/register-target/register-target.js';
import { StartBenchmarkController } from './features/start-benchmark/start-benchmark.controller.js';
import { StartBenchmarkHandler } from './features/start-benchmark/start-benchmark.js';
import { StopPocHandler } from './features/stop-poc/stop-poc.js';
import { LaboratoryAnswers } from './laboratory-answers.js';
import { PocActions } from './poc-actions.js';
import { PocDesk } from './poc-desk.js';
import { LABORATORY_STEP, pocPlan } from './poc-plan.js';
import { PocReplay } from './poc-replay.js';
import './poc.permissions.js';
import { whenAttemptStarts } from './reactions/when-attempt-starts-or-poc-stops-open-or-stop-review.js';
import { whenPocDecided } from './reactions/when-poc-decided-close-stage.js';
import { whenReviewMoves } from './reactions/when-review-moves-tell-poc.js';
import { whenReviewMovesTestReport } from './reactions/when-review-moves-tell-test-report.js';
import { whenStageOpensOrCloses } from './reactions/when-stage-opens-or-closes-open-or-stop-poc.js';
import { whenStageOpensOrClosesTestReport } from './reactions/when-stage-opens-or-closes-open-or-stop-test-report.js';
import { whenTestReportDecided } from './reactions/when-test-report-decided-close-stage.js';
import { whenTestReportOpens } from './reactions/when-test-report-opens-or-stops-open-or-stop-review.js';
import { ListPocsController } from './read-models/poc-list/list-pocs.controller.js';
import { ListPocsHandler } from './read-models/poc-list/list-pocs.js';
import { pocList } from './read-models/poc-list/poc-list.js';
import { GetPocController } from './read-models/poc-page/get-poc.controller.js';
import { GetPocHandler } from './read-models/poc-page/poc-page.js';
import { ListTestReportsController } from './read-models/test-report-list/list-test-reports.controller.js';
import { ListTestReportsHandler } from './read-models/test-report-list/list-test-reports.js';
import { testReportList } from './read-models/test-report-list/test-report-list.js';
import { GetTestReportController } from './read-models/test-report-page/get-test-report.controller.js';
import { ListSuitesController } from './read-models/suite-list/list-suites.controller.js';
import { GetReportController } from './report/get-report.controller.js';
import { SuitePlans } from './suites/suite-plans.js';
import { testReportPlan } from './test-report-plan.js';

/** What the context brings to the log. */
export const pocVerificationFeature: EventStoreFeature = {
  events: [...pocEvents, ...testReportEvents],
  aggregates: [poc, testReport],
  readModels: [pocList, testReportList],
  subscriptions: [certificateClocks],
  reactions: [
    ...[whenStageOpensOrCloses, whenAttemptStarts, whenReviewMoves, whenPocDecided],
    ...[whenStageOpensOrClosesTestReport, whenTestReportOpens, whenReviewMovesTestReport],
    whenTestReportDecided,
  ],
};

@Module({
  imports: [
    ...[CqrsModule, ProgramsModule, CasesModule, ReviewsModule],
    EventStoreModule.forFeature(pocVerificationFeature),
    TimersModule.forFeature([certificateTimer]),
  ],
  controllers: [
    ...[ListPocsController, GetPocController, GetReportController, ListSuitesController],
    ...[RegisterTargetController, RegisterDeviceController, ReceiveDeviceResultsController],
    ...[StartBenchmarkController, IssueCertificateController, GiveUpController],
    ...[ListTestReportsController, GetTestReportController, IssueTestReportController],
  ],
  providers: [
    ...[LaboratoryAnswers, OpenTestReportHandler, MoveTestReportHandler, IssueTestReportHandler],
    ListTestReportsHandler,
    ...[PocDesk, PocActions, PocReplay, SuitePlans, TargetKeys, Evidence, DeviceResults, ModelBenchmark],
    ...[OpenPocHandler, StopPocHandler, RegisterTargetHandler, RegisterDeviceHandler],
    ...[ReceiveDeviceResultsHandler, StartBenchmarkHandler, RecordMeasurementHandler],
    ...[AskCertificateHandler, IssueCertificateHandler, ExpireCertificateHandler],
    ...[ConcludeAttemptHandler, GiveUpHandler, ListPocsHandler, GetPocHandler],
  ],
  exports: [PocReplay],
})
export class PocVerificationModule implements OnModuleInit {
  constructor(@Inject(ReviewPlans) private readonly plans: ReviewPlans) {}

  onModuleInit(): void {
    this.plans.register('poc-verification', (config) => pocPlan(config as PocTerms), {
      [LABORATORY_STEP]: '/v1/poc-verifications/{id}/certificate',
    });
    this.plans.register('test-report', testReportPlan, {
      [LABORATORY_STEP]: '/v1/test-reports/{id}/issue',
    });
  }
}
