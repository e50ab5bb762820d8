import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { TestReportEvent } from '../../domain/test-report.events.js';
import type { TestReportStatus } from '../../domain/test-report.js';

/** One line of the list of test reports. */
export interface TestReportLine {
  readonly id: string;
  readonly case_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly stage: string;
  readonly run: number;
  readonly status: TestReportStatus;
  readonly number: string | null;
  readonly valid_until: string | null;
  /** The applicant, and the laboratory that was asked. */
  readonly holders: readonly string[];
  readonly opened_at: string;
  readonly version: number;
}

export const testReportLines = readTable<TestReportLine>('test_report_list', {
  key: 'id',
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    round_id: 'uuid not null',
    track: 'text not null',
    stage: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    number: 'text',
    valid_until: 'date',
    holders: 'jsonb not null',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(opened_at desc, id desc)', '(case_id)', 'using gin (holders)'],
  temporal: { since: 'opened_at' },
});

type At = { readonly data: { readonly testReportId: string }; readonly streamVersion: number };
const change = ({ data, streamVersion }: At, to: (line: TestReportLine) => Partial<TestReportLine>) =>
  testReportLines.change(data.testReportId, (line) => ({ ...line, ...to(line), version: streamVersion }));

export const testReportList = defineReadModel<TestReportEvent>({
  name: 'test-report-list',
  version: 1,
  tables: [testReportLines],
  on: {
    TestReportOpened: ({ data, occurredAt, streamVersion }) =>
      testReportLines.put({
        ...{ id: data.testReportId, case_id: data.caseId, round_id: data.roundId, track: data.track },
        ...{ stage: data.stage, run: data.run, status: 'WAITING', number: null, valid_until: null },
        holders: [data.applicant.organisationId ?? data.applicant.personId],
        ...{ opened_at: occurredAt, version: streamVersion },
      }),
    TestReportAsked: (event) =>
      change(event, ({ holders }) => ({
        ...{ status: 'ASKED', holders: [...new Set([...holders, event.data.organisationId])] },
      })),
    TestReportIssued: (event) =>
      change(event, () => ({ number: event.data.number, valid_until: event.data.validUntil })),
    TestReportDecided: (event) =>
      change(event, () => ({
        status: event.data.outcome === 'conforming' ? 'CONFORMING' : 'NONCONFORMING',
      })),
    TestReportStopped: (event) => change(event, () => ({ status: 'STOPPED' })),
  },
});
