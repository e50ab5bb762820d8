import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { StepEvent } from '../../domain/step.events.js';

/** One task for persons. */
export interface TaskLine {
  readonly id: string;
  readonly review_id: string;
  readonly case_id: string;
  readonly application_id: string;
  readonly stage: string;
  readonly step: string;
  readonly role: 'operator' | 'reviewer';
  readonly assignment: 'pull' | 'push' | 'balanced';
  readonly status: 'open' | 'paused' | 'ended' | 'stopped';
  readonly assignee: string | null;
  /** Persons who have given an opinion. */
  readonly spoken: readonly string[];
  readonly eyes: number;
  readonly due_before: string | null;
  readonly escalated_to: string | null;
  readonly outcome: string | null;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly opened_at: string;
  readonly version: number;
}

const tasks = readTable<TaskLine>('review_tasks', {
  key: 'id',
  columns: {
    id: 'uuid',
    review_id: 'uuid not null',
    case_id: 'uuid not null',
    application_id: 'uuid not null',
    stage: 'text not null',
    step: 'text not null',
    role: 'text not null',
    assignment: 'text not null',
    status: 'text not null',
    assignee: 'uuid',
    spoken: 'jsonb not null',
    eyes: 'integer not null',
    due_before: 'timestamptz',
    escalated_to: 'text',
    outcome: 'text',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    opened_at: 'timestamptz not null',
    version: 'integer not null',
  },
  indexes: ['(status, role, opened_at, id)', '(assignee, status, opened_at, id)', '(case_id)'],
});

/** Steps of other kinds have no line. */
const change = (
  { data, streamVersion }: { data: { stepId: string }; streamVersion: number },
  to: Partial<TaskLine> | ((line: TaskLine) => Partial<TaskLine>),
) => ({
  ...tasks.remove(data.stepId),
  change: (row: object | undefined) =>
    row && { ...row, ...(typeof to === 'function' ? to(row as TaskLine) : to), version: streamVersion },
});

export const taskList = defineReadModel<StepEvent>({
  name: 'review-task-list',
  version: 1,
  tables: [tasks],
  on: {
    StepOpened: ({ data, occurredAt, streamVersion }) => {
      const { spec } = data;
      if (spec.kind !== 'human') return [];
      return tasks.put({
        id: data.stepId,
        review_id: data.reviewId,
        case_id: data.caseId,
        application_id: data.applicationId,
        stage: data.stage,
        step: data.step,
        role: spec.role,
        assignment: spec.assignment,
        status: 'open',
        assignee: null,
        spoken: [],
        eyes: spec.eyes,
        due_before: spec.dueBefore ?? null,
        escalated_to: null,
        outcome: null,
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        opened_at: occurredAt,
        version: streamVersion,
      });
    },
    StepPaused: (event) => change(event, { status: 'paused' }),
    StepResumed: (event) => change(event, { status: 'open' }),
    TaskAssigned: (event) => change(event, { assignee: event.data.to }),
    TaskReleased: (event) => change(event, { assignee: null }),
    TaskCommented: (event) => change(event, {}),
    TaskDueMoved: (event) => change(event, { due_before: event.data.dueBefore }),
    TaskReminded: (event) => change(event, {}),
    TaskEscalated: (event) => change(event, { escalated_to: event.data.to }),
    OpinionGiven: (event) =>
      change(event, ({ spoken }) => ({
        assignee: null,
        spoken: [...spoken.filter((by) => by !== event.data.by), event.data.by],
      })),
    StepEnded: (event) => change(event, { status: 'ended', outcome: event.data.outcome, assignee: null }),
    StepStopped: (event) => change(event, { status: 'stopped', assignee: null }),
  },
});
