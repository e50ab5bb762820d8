import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { EvaluationEvent, FallOut, Outcome } from '../../domain/evaluation.events.js';

/** A seat as lists know it: what was done, never what was scored. */
export interface SeatLine {
  readonly pledged: boolean;
  readonly given: boolean;
  readonly out?: FallOut;
}

/** One line of the list of evaluations. */
export interface EvaluationLine {
  readonly id: string;
  readonly case_id: string;
  readonly application_id: string;
  readonly program_id: string;
  readonly round_id: string;
  readonly track: string;
  readonly stage: string;
  readonly kind: string;
  readonly run: number;
  readonly status: 'appointing' | 'scoring' | 'closed' | 'stopped';
  readonly panel: number;
  readonly quorum: number;
  /** By person. */
  readonly seats: Readonly<Record<string, SeatLine>>;
  readonly open_challenges: number;
  readonly outcome: Outcome | null;
  /** Hundredths; of a scored evaluation that is closed. */
  readonly total: number | null;
  /** What the case was told, where it differs from what stands now. */
  readonly told: Outcome | null;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly version: number;
}

const lines = readTable<EvaluationLine>('evaluation_list', {
  key: 'id',
  temporal: { since: 'opened_at' },
  columns: {
    id: 'uuid',
    case_id: 'uuid not null',
    application_id: 'uuid not null',
    program_id: 'text not null',
    round_id: 'uuid not null',
    track: 'text not null',
    stage: 'text not null',
    kind: 'text not null',
    run: 'integer not null',
    status: 'text not null',
    panel: 'integer not null',
    quorum: 'integer not null',
    seats: 'jsonb not null',
    open_challenges: 'integer not null',
    outcome: 'text',
    total: 'integer',
    told: 'text',
    applicant_person_id: 'uuid not null',
    applicant_organisation_id: 'uuid',
    opened_at: 'timestamptz not null',
    closed_at: 'timestamptz',
    version: 'integer not null',
  },
  indexes: [
    '(opened_at desc, id desc)',
    '(status, opened_at desc, id desc)',
    '(round_id, stage, opened_at desc, id desc)',
    '(case_id)',
    '(application_id)',
    'using gin (seats)',
    '(applicant_organisation_id, opened_at desc, id desc)',
    '(applicant_person_id, opened_at desc, id desc)',
  ],
});

export { lines as evaluationLines };

type Placed = { data: { evaluationId: string }; streamVersion: number };

const change = (
  { data, streamVersion }: Placed,
  to: (line: EvaluationLine) => Partial<EvaluationLine> = () => ({}),
) => lines.change(data.evaluationId, (line) => ({ ...line, ...to(line), version: streamVersion }));

const seat = (event: Placed & { data: { reviewer: string } }, to: Partial<SeatLine>) =>
  change(event, ({ seats }) => {
    const before = seats[event.data.reviewer] ?? { pledged: false, given: false };
    return { seats: { ...seats, [event.data.reviewer]: { ...before, ...to } } };
  });

const totalOf = (result: { kind: string; total?: number } | undefined) => result?.total ?? null;

export const evaluationList = defineReadModel<EvaluationEvent>({
  name: 'evaluation-list',
  version: 1,
  tables: [lines],
  on: {
    EvaluationOpened: ({ data, occurredAt, streamVersion }) =>
      lines.put({
        id: data.evaluationId,
        case_id: data.caseId,
        application_id: data.applicationId,
        program_id: data.programId,
        round_id: data.roundId,
        track: data.track,
        stage: data.stage,
        kind: data.kind,
        run: data.run,
        status: data.carried.length > 0 ? 'scoring' : 'appointing',
        panel: data.committee.panel,
        quorum: data.committee.quorum,
        seats: Object.fromEntries(
          data.carried.map(({ personId, pledged, marks, out }) => [
            personId,
            { pledged, given: marks !== undefined, ...(out && { out }) },
          ]),
        ),
        open_challenges: 0,
        outcome: null,
        total: null,
        told: null,
        applicant_person_id: data.applicant.personId,
        applicant_organisation_id: data.applicant.organisationId ?? null,
        opened_at: occurredAt,
        closed_at: null,
        version: streamVersion,
      }),
    PanelAppointed: (event) =>
      change(event, () => ({
        status: 'scoring',
        seats: Object.fromEntries(
          event.data.members.map(({ personId }) => [personId, { pledged: false, given: false }]),
        ),
      })),
    ReplacementAppointed: (event) =>
      change(event, ({ seats }) => ({
        seats: { ...seats, [event.data.member.personId]: { pledged: false, given: false } },
      })),
    ReviewerExcluded: (event) => seat(event, { out: 'exclusion' }),
    ReviewerRecused: (event) => seat(event, { out: 'recusal' }),
    ReviewerReleased: (event) => seat(event, { out: 'release' }),
    ChallengeFiled: (event) => change(event, ({ open_challenges: open }) => ({ open_challenges: open + 1 })),
    ChallengeVoted: (event) => change(event),
    ChallengeDecided: (event) =>
      change(event, ({ open_challenges: open, seats }) => {
        const { reviewer, decision } = event.data;
        const before = seats[reviewer] ?? { pledged: false, given: false };
        return {
          open_challenges: open - 1,
          ...(decision === 'upheld' && {
            seats: { ...seats, [reviewer]: { ...before, out: 'challenge' as const } },
          }),
        };
      }),
    PledgeGiven: (event) => seat(event, { pledged: true }),
    BallotGiven: (event) => seat(event, { given: true }),
    BonusAwarded: (event) => change(event),
    EvaluationClosed: (event) =>
      change(event, () => ({
        status: 'closed',
        outcome: event.data.outcome,
        total: totalOf(event.data.result),
        closed_at: event.occurredAt,
      })),
    EvaluationRecomputed: (event) =>
      change(event, ({ told, outcome: before }) => {
        const { outcome, result } = event.data;
        const first = told ?? before;
        return {
          outcome: outcome ?? null,
          total: totalOf(result),
          told: outcome === first ? null : first,
        };
      }),
    EvaluationStopped: (event) => change(event, () => ({ status: 'stopped' })),
  },
});
