import { type Actor, fold } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TestReportEvent, TestReportOpening } from './test-report.events.js';
import { type GivenReport, testReport, type TestReportCommand, verdictOf } from './test-report.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:x' },
});
const laboratory = person(31, uuid(30));
const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };
const place = { testReportId: uuid(1), caseId: uuid(2), stage: 'test-report', run: 1 };
const opening: TestReportOpening = {
  ...{ ...place, applicationId: uuid(3), roundId: uuid(4), programId: 'p', programVersion: 1, track: 't' },
  ...{ applicant: { personId: uuid(10), organisationId: uuid(11) }, reviewId: uuid(5) },
  ...{ laboratories: ['TTA'], methods: ['accuracy', 'quality'], validMonths: 12 },
};
const opened: TestReportEvent = { type: 'TestReportOpened', data: opening };
const request = {
  ...{ requestId: uuid(6), organisationId: uuid(30), answerBefore: '2026-09-01T00:00:00.000Z' },
};
const asked: TestReportEvent = { type: 'TestReportAsked', data: { ...place, ...request } };
const result = (method: string, of: 'conforming' | 'nonconforming' = 'conforming') => ({
  ...{ method, result: of, measured: '0.94' },
});
const report: GivenReport = {
  ...{ number: 'TR-1', subject: 'Model 1.0', environment: 'Reference ward' },
  results: [result('quality'), result('accuracy')],
  ...{ issuedOn: '2026-03-02', validUntil: '2027-03-02', reportSha256: 'a'.repeat(64) },
};
const at = { now: new Date('2026-03-02T09:00:00+09:00') };
const issue = (change: Partial<GivenReport> = {}): TestReportCommand => ({
  ...{ type: 'IssueTestReport', report: { ...report, ...change } },
});
const on = (events: TestReportEvent[]) => ({
  when: (command: TestReportCommand, actor: Actor) => {
    const outcome = given(testReport, events).when({ ...command, ...at, actor });
    return {
      then: (expected: TestReportEvent[]) => outcome.then(...expected),
      thenRefuses: (code: string) => outcome.thenRefuses(code),
    };
  },
});
const issued = (change: Partial<GivenReport> = {}, of: 'conforming' | 'nonconforming' = 'conforming') => ({
  type: 'TestReportIssued' as const,
  data: {
    ...{ ...place, ...report, ...change, result: of, by: laboratory.id },
    ...{ requestId: request.requestId, organisationId: request.organisationId },
  },
});

describe('A test report', () => {
  it('is opened once, and asked for once', () => {
    on([])
      .when({ type: 'OpenTestReport', ...opening }, system)
      .then([opened]);
    on([opened])
      .when({ type: 'OpenTestReport', ...opening }, system)
      .then([]);
    on([])
      .when({ type: 'AskTestReport', ...request }, system)
      .thenRefuses('TEST_REPORT_NOT_FOUND');
    on([opened])
      .when({ type: 'AskTestReport', ...request }, system)
      .then([asked]);
    on([opened, asked])
      .when({ type: 'AskTestReport', ...request }, system)
      .then([]);
  });

  it('comes from the laboratory that was asked, speaks of each method once, and is not valid for longer than it may be', () => {
    on([opened]).when(issue(), laboratory).thenRefuses('NO_CERTIFICATE_ASKED');
    on([opened, asked])
      .when(issue(), person(41, uuid(40)))
      .thenRefuses('NOT_THE_PARTNER');
    const unfit: Partial<GivenReport>[] = [
      { results: [result('accuracy')] },
      { results: [result('accuracy'), result('accuracy')] },
      { results: [result('accuracy'), result('quality'), result('looks')] },
      { issuedOn: '2026-03-03' },
      { validUntil: '2026-03-01' },
      { validUntil: '2027-03-03' },
      { replaces: 'TR-0' },
    ];
    for (const change of unfit)
      on([opened, asked]).when(issue(change), laboratory).thenRefuses('CERTIFICATE_UNFIT');
    on([opened, asked]).when(issue(), laboratory).then([issued()]);
    const results = [result('accuracy', 'nonconforming'), result('quality')];
    on([opened, asked])
      .when(issue({ results }), laboratory)
      .then([issued({ results }, 'nonconforming')]);
  });

  it('is replaced by one that names it, and by no other', () => {
    const history = [opened, asked, issued()];
    const later = { number: 'TR-2', reportSha256: 'b'.repeat(64) };
    on(history).when(issue(), laboratory).then([]);
    on(history).when(issue(later), laboratory).thenRefuses('CERTIFICATE_ISSUED');
    on(history)
      .when(issue({ ...later, replaces: 'TR-1' }), laboratory)
      .then([issued({ ...later, replaces: 'TR-1' })]);
  });

  it('is decided once, and stops no more then', () => {
    const decide = { type: 'DecideTestReport' as const, outcome: 'conforming' as const, decidedBy: [] };
    const decided: TestReportEvent = {
      type: 'TestReportDecided',
      data: { ...place, outcome: 'conforming', decidedBy: [] },
    };
    on([opened, asked]).when(decide, system).then([decided]);
    on([opened, asked, decided]).when(decide, system).then([]);
    const stop = { type: 'StopTestReport' as const, because: 'stage-closed' as const };
    on([opened, asked, decided]).when(stop, system).then([]);
    on([opened])
      .when(stop, system)
      .then([{ type: 'TestReportStopped', data: { ...place, because: 'stage-closed' } }]);
    expect(fold(testReport, [opened, asked, decided])).toMatchObject({ status: 'CONFORMING' });
  });

  it('conforms only where every method does', () => {
    const verdict = fc.constantFrom('conforming' as const, 'nonconforming' as const);
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 1, maxLength: 40 }), (verdicts) => {
        const results = verdicts.map((of, nth) => result(`m${nth}`, of));
        expect(verdictOf({ results }) === 'nonconforming').toBe(verdicts.includes('nonconforming'));
      }),
    );
  });
});
