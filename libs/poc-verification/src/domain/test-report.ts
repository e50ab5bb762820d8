import { addMonths, dateOf } from '@doyak/kernel/calendar';
import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { endOfDay } from './poc.js';
import type {
  IssuedReport,
  TestReportEvent,
  TestReportOpening,
  TestReportRequest,
} from './test-report.events.js';

export type Verdict = 'conforming' | 'nonconforming';

/** WAITING: nobody has been asked; ASKED: for a report; CONFORMING, NONCONFORMING: decided; STOPPED: its stage or case ended elsewhere. */
export type TestReportStatus = 'WAITING' | 'ASKED' | 'CONFORMING' | 'NONCONFORMING' | 'STOPPED';

export type KnownTestReport = TestReportOpening & {
  readonly status: TestReportStatus;
  readonly asked: TestReportRequest | undefined;
  /** The last one. */
  readonly report: IssuedReport | undefined;
  readonly decidedBy: readonly string[];
};
export type TestReportState = { readonly status: 'none' } | KnownTestReport;

/** What a laboratory says; whether it conforms follows from the methods. */
export type GivenReport = Omit<IssuedReport, 'requestId' | 'organisationId' | 'by' | 'result'>;

export type TestReportCommand =
  | ({ type: 'OpenTestReport' } & TestReportOpening)
  | ({ type: 'AskTestReport' } & TestReportRequest)
  | { type: 'IssueTestReport'; report: GivenReport }
  | { type: 'DecideTestReport'; outcome: Verdict; decidedBy: readonly string[] }
  | { type: 'StopTestReport'; because: 'case-closed' | 'stage-closed' };

/** A test report in one run of a stage: a laboratory is asked, tests by every method of the definition, and issues it. */
export const testReport: Decider<TestReportState, TestReportCommand, TestReportEvent> = {
  name: 'test-report',
  initialState: { status: 'none' },
  evolve,
  decide,
};

export const verdictOf = ({ results }: Pick<GivenReport, 'results'>): Verdict =>
  results.every(({ result }) => result === 'conforming') ? 'conforming' : 'nonconforming';

const isOver = ({ status }: KnownTestReport) => status !== 'WAITING' && status !== 'ASKED';
const placeOf = ({ testReportId, caseId, stage, run }: KnownTestReport) => ({
  ...{ testReportId, caseId, stage, run },
});

function decide(command: Given<TestReportCommand>, state: TestReportState): TestReportEvent[] {
  if (command.type === 'OpenTestReport') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'TestReportOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'TEST_REPORT_NOT_FOUND', 'There is no such test report');
  const place = placeOf(state);
  switch (command.type) {
    case 'AskTestReport': {
      const { requestId, organisationId, answerBefore } = command;
      if (isOver(state) || state.asked?.requestId === requestId) return [];
      return [{ type: 'TestReportAsked', data: { ...place, requestId, organisationId, answerBefore } }];
    }
    case 'IssueTestReport':
      return issue(command, state);
    case 'DecideTestReport': {
      if (isOver(state)) return [];
      const { outcome, decidedBy } = command;
      return [{ type: 'TestReportDecided', data: { ...place, outcome, decidedBy: [...decidedBy] } }];
    }
    case 'StopTestReport':
      if (isOver(state)) return [];
      return [{ type: 'TestReportStopped', data: { ...place, because: command.because } }];
  }
}

/** Whether the laboratory may answer still is decided by the request itself, before this. */
function issue(
  { report, actor, now }: Given<Extract<TestReportCommand, { type: 'IssueTestReport' }>>,
  state: KnownTestReport,
): TestReportEvent[] {
  const { asked, report: before } = state;
  if (!asked)
    throw new Refusal('conflict', 'NO_CERTIFICATE_ASKED', 'No laboratory has been asked for a test report');
  const { organisationId, requestId } = asked;
  if (actor.organisationId !== organisationId)
    throw new Refusal('forbidden', 'NOT_THE_PARTNER', 'Only the laboratory that was asked may issue it');
  const [fault] = faultsOf(report, state, now);
  if (fault) throw new Refusal('rule', 'CERTIFICATE_UNFIT', 'The test report does not fit', [fault]);
  if (before && before.number === report.number && before.reportSha256 === report.reportSha256) return [];
  if (before && before.number !== report.replaces)
    throw new Refusal('conflict', 'CERTIFICATE_ISSUED', `The report ${before.number} has been issued`);
  const data = { ...placeOf(state), requestId, organisationId, ...report, result: verdictOf(report) };
  return [{ type: 'TestReportIssued', data: { ...data, by: actor.id } }];
}

function* faultsOf(
  report: GivenReport,
  { methods, validMonths, report: before }: KnownTestReport,
  now: Date,
) {
  const fault = (pointer: string, code: string, detail: string) => ({ pointer, code, detail });
  const spoken = report.results.map(({ method }) => method);
  if (spoken.toSorted().join() !== [...methods].sort().join())
    yield fault('/results', 'METHODS_UNFIT', `must speak of ${methods.join(', ')}, once each`);
  if (report.issuedOn > dateOf(now)) yield fault('/issuedOn', 'FUTURE', 'must not be a day to come');
  if (endOfDay(report.validUntil) <= now) yield fault('/validUntil', 'PAST', 'must be a day to come');
  const last = addMonths(report.issuedOn, validMonths);
  if (report.validUntil > last) yield fault('/validUntil', 'TOO_LONG', `must be ${last} at the latest`);
  if (!before && report.replaces !== undefined)
    yield fault('/replaces', 'NONE_BEFORE', 'There is no report that it could replace');
}

function evolve(state: TestReportState, event: TestReportEvent): TestReportState {
  if (event.type === 'TestReportOpened')
    return { ...event.data, status: 'WAITING', asked: undefined, report: undefined, decidedBy: [] };
  if (state.status === 'none') return state;
  const {
    testReportId: _t,
    caseId: _c,
    stage: _s,
    run: _r,
    ...data
  } = event.data as typeof event.data & {
    testReportId: string;
  };
  switch (event.type) {
    case 'TestReportAsked':
      return { ...state, status: 'ASKED', asked: data as TestReportRequest };
    case 'TestReportIssued':
      return { ...state, report: data as IssuedReport };
    case 'TestReportDecided': {
      const { outcome, decidedBy } = event.data;
      return { ...state, status: outcome === 'conforming' ? 'CONFORMING' : 'NONCONFORMING', decidedBy };
    }
    case 'TestReportStopped':
      return { ...state, status: 'STOPPED' };
  }
}
