import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { ApplicationEvent } from '@doyak/applications';
import type { CaseEvent } from '../../domain/case.events.js';

/** A stage as the list shows it. */
export interface StageLine {
  readonly stage: string;
  readonly kind: string;
  readonly status: 'ready' | 'open' | 'closed';
  readonly outcome?: string;
  readonly endsBefore?: string;
}

/** One line of the list of cases. */
export interface CaseLine {
  readonly case_id: string;
  readonly number: string;
  readonly application_id: string;
  readonly program_id: string;
  readonly program_version: number;
  readonly round_id: string;
  readonly track: string;
  readonly title: string;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly status: 'open' | 'held' | 'closed';
  readonly outcome: string | null;
  readonly responsible: string | null;
  readonly stages: readonly StageLine[];
  /** The nearest deadline of its open stages. */
  readonly due: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly version: number;
}

/** What a case will be called: known from the application, before the case is opened. */
interface CaseTitle {
  readonly case_id: string;
  readonly title: string;
}

export const caseLines = readTable<CaseLine>('case_list', {
  key: 'case_id',
  columns: {
    case_id: 'uuid',
    number: 'text not null',
    application_id: 'uuid not null',
    program_id: 'text not null',
    program_version: 'integer not null',
    round_id: 'uuid not null',
    track: 'text not null',
    title: 'text not null',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    status: 'text not null',
    outcome: 'text',
    responsible: 'uuid',
    stages: 'jsonb not null',
    due: 'timestamptz',
    opened_at: 'timestamptz not null',
    closed_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, case_id desc)',
    '(status, opened_at desc, case_id desc)',
    '(program_id, opened_at desc, case_id desc)',
    '(program_id, track, opened_at desc, case_id desc)',
    '(round_id, opened_at desc, case_id desc)',
    '(responsible, opened_at desc, case_id desc)',
    // What an officer has to do, of whom nearly all cases are closed.
    '(responsible, status, opened_at desc, case_id desc)',
    '(applicant_organisation_id, opened_at desc, case_id desc)',
    '(applicant_person_id, opened_at desc, case_id desc)',
    '(number)',
    "(due) where status = 'open'",
  ],
  temporal: { since: 'opened_at' },
});
export const caseTitles = readTable<CaseTitle>('case_titles', {
  key: 'case_id',
  columns: { case_id: 'uuid', title: 'text not null' },
  temporal: true,
});

function withStage(
  line: CaseLine,
  stage: string,
  change: (before: StageLine | undefined) => StageLine,
): CaseLine {
  const before = line.stages.find((known) => known.stage === stage);
  const after = change(before);
  const stages = before
    ? line.stages.map((known) => (known === before ? after : known))
    : [...line.stages, after];
  return withStages(line, stages);
}

function withStages(line: CaseLine, stages: readonly StageLine[]): CaseLine {
  const dues = stages.flatMap(({ status, endsBefore }) =>
    status === 'open' && endsBefore ? [endsBefore] : [],
  );
  return { ...line, stages, due: dues.sort()[0] ?? null };
}

export const caseList = defineReadModel<CaseEvent | ApplicationEvent>({
  name: 'case-list',
  version: 1,
  tables: [caseLines, caseTitles],
  on: {
    ApplicationSubmitted: ({ data }) => caseTitles.put({ case_id: data.caseId, title: data.title }),
    CaseOpened: ({ data, occurredAt, streamVersion }) =>
      caseLines.put({
        case_id: data.caseId,
        number: data.number,
        application_id: data.applicationId,
        program_id: data.programId,
        program_version: data.programVersion,
        round_id: data.roundId,
        track: data.track,
        title: '',
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        status: 'open',
        outcome: null,
        responsible: null,
        stages: [],
        due: null,
        opened_at: occurredAt,
        closed_at: null,
        version: streamVersion,
      }),
    StageReady: ({ data: { caseId, stage, kind }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, () => ({ stage, kind, status: 'ready' })),
        version,
      })),
    StageOpened: ({ data: { caseId, stage, kind, endsBefore }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, () => ({ stage, kind, status: 'open', endsBefore })),
        version,
      })),
    StageReopened: ({ data: { caseId, stage, kind, endsBefore }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, () => ({ stage, kind, status: 'open', endsBefore })),
        version,
      })),
    StageSkipped: ({ data: { caseId, stage, kind }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, () => ({ stage, kind, status: 'closed', outcome: 'skipped' })),
        version,
      })),
    StageClosed: ({ data: { caseId, stage, kind, outcome }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, () => ({ stage, kind, status: 'closed', outcome })),
        version,
      })),
    StageClockPaused: ({ data: { caseId, stage }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, (before) => ({ ...before!, endsBefore: undefined })),
        version,
      })),
    StageClockResumed: ({ data: { caseId, stage, endsBefore }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, (before) => ({ ...before!, endsBefore })),
        version,
      })),
    StageDeadlineMoved: ({ data: { caseId, stage, endsBefore }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, (before) => ({ ...before!, endsBefore })),
        version,
      })),
    StageDeadlinePassed: ({ data: { caseId, stage }, streamVersion: version }) =>
      caseLines.change(caseId, (line) => ({
        ...withStage(line, stage, (before) => ({ ...before!, endsBefore: undefined })),
        version,
      })),
    CaseMigrated: ({ data, streamVersion }) =>
      caseLines.change(data.caseId, (line) =>
        withStages(
          { ...line, program_version: data.toVersion, track: data.toTrack, version: streamVersion },
          data.stages.flatMap(({ to, kind, status, outcome, endsBefore }): StageLine[] =>
            to === null || status === 'anew' ? [] : [{ stage: to, kind, status, outcome, endsBefore }],
          ),
        ),
      ),
    CaseHeld: ({ data, streamVersion }) =>
      caseLines.change(data.caseId, (line) => ({ ...line, status: 'held', version: streamVersion })),
    CaseResumed: ({ data, streamVersion }) =>
      caseLines.change(data.caseId, (line) => ({ ...line, status: 'open', version: streamVersion })),
    CaseReopened: ({ data, streamVersion }) =>
      caseLines.change(data.caseId, (line) => ({
        ...line,
        status: 'open',
        outcome: null,
        closed_at: null,
        version: streamVersion,
      })),
    CaseAssigned: ({ data, streamVersion }) =>
      caseLines.change(data.caseId, (line) => ({
        ...line,
        responsible: data.responsible,
        version: streamVersion,
      })),
    CaseClosed: ({ data, occurredAt, streamVersion }) =>
      caseLines.change(data.caseId, (line) => ({
        ...line,
        status: 'closed',
        outcome: data.as,
        closed_at: occurredAt,
        version: streamVersion,
      })),
  },
});
