import { z } from 'zod';
import { type Reader, seesBallot, seesResult } from '../../domain/blindness.js';
import { ground } from '../../domain/conflicts.js';
import type { KnownEvaluation, Seat } from '../../domain/evaluation.state.js';
import { decimal, drop } from '../../domain/scoring.js';
import { mark } from '../../domain/sheet.js';
import type { FoundEvaluation } from './evaluation-page.js';

const text = z.object({ ko: z.string(), en: z.string() });
type Titles = ReadonlyMap<string, z.output<typeof text>>;

const sheetView = z.object({
  kind: z.enum(['scored', 'checklist']),
  criteria: z.array(
    z.object({
      id: z.string(),
      title: text.nullable(),
      weight: z.int(),
      method: z.enum(['graded', 'points']),
    }),
  ),
  passMark: z.int().nullable(),
  bonuses: z.array(z.object({ id: z.string(), title: text.nullable(), points: z.int() })),
  items: z.array(z.object({ id: z.string(), title: text.nullable(), mandatory: z.boolean() })),
});

const memberView = z.object({
  personId: z.uuid(),
  outside: z.boolean(),
  pledged: z.boolean().nullable().describe('Null for the applicant'),
  given: z.boolean().nullable().describe('Whether there is a ballot; null for the applicant'),
  out: z.enum(['exclusion', 'challenge', 'recusal', 'release']).nullable().describe('Null: the seat counts'),
  why: z
    .object({
      ground: ground.optional(),
      source: z.enum(['applicant', 'organisation', 'relation', 'officer']).optional(),
      relationId: z.uuid().optional(),
      reason: z.string().optional(),
      by: z.uuid().optional(),
    })
    .nullable()
    .describe('For officers, and of the own seat'),
  replacedBy: z.uuid().nullable(),
  marks: z
    .array(mark)
    .nullable()
    .describe('The own ballot; those of others once the panel is closed, never for the applicant'),
  opinion: z.string().nullable(),
});

export const evaluationView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    applicant: z.object({ personId: z.uuid(), organisationId: z.uuid().optional() }),
    programId: z.string(),
    programVersion: z.int(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    kind: z.string(),
    run: z.int(),
    status: z.enum(['appointing', 'scoring', 'closed', 'stopped']),
    committee: z.object({
      panel: z.int(),
      quorum: z.int(),
      outside: z.int(),
      drop: drop.optional(),
      blind: z.boolean(),
      pledge: z.boolean(),
      exclusion: z.array(ground),
      challenge: z.boolean(),
    }),
    sheet: sheetView,
    members: z.array(memberView),
    challenges: z.array(
      z.object({
        challenge: z.int(),
        reviewer: z.uuid(),
        grounds: z.string(),
        by: z.uuid(),
        votes: z.array(z.object({ by: z.uuid(), uphold: z.boolean() })).nullable(),
        decision: z.enum(['upheld', 'rejected', 'moot']).nullable(),
      }),
    ),
    bonuses: z.array(z.string()).nullable().describe('Null for the applicant before closing'),
    closing: z
      .object({
        outcome: z.string().nullable().describe('Null: too few ballots are left'),
        told: z.string().describe('What the case was told'),
        mean: z.string().nullable(),
        total: z.string().nullable().describe('Two decimals; null where nothing was scored'),
        minutes: z.string().nullable().describe('Null for the applicant'),
        present: z.array(z.uuid()),
        absent: z.array(z.uuid()),
        by: z.uuid().nullable().describe('Null for the applicant'),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'Evaluation' });

/** As a reader may see it now. */
export function viewEvaluation(
  { state, version, today }: FoundEvaluation,
  titles: Titles,
  reader: Reader,
): z.input<typeof evaluationView> {
  const { caseId, applicationId, programId, programVersion, roundId, track, stage, kind, run } = state;
  const outer = reader.party && !reader.inside;
  return {
    id: state.evaluationId,
    ...{
      caseId,
      applicationId,
      applicant: state.applicant,
      programId,
      programVersion,
      roundId,
      track,
      stage,
    },
    ...{ kind, run, status: state.status },
    committee: { ...state.committee, exclusion: [...state.committee.exclusion] },
    sheet: sheetOf(state, titles),
    members: state.seats.map((seat) => memberOf(seat, today, reader, outer)),
    challenges: state.challenges.map(({ votes, decision, ...one }) => ({
      ...one,
      votes: outer ? null : [...votes],
      decision: decision ?? null,
    })),
    bonuses: outer && !state.closing ? null : [...state.bonuses],
    closing: closingOf(state, reader, outer),
    version,
  };
}

function memberOf(
  seat: Seat,
  today: KnownEvaluation,
  reader: Reader,
  outer: boolean,
): z.input<typeof memberView> {
  const own = seat.personId === reader.personId;
  const shown = !outer && seesBallot(today, seat, reader);
  return {
    personId: seat.personId,
    outside: seat.outside,
    pledged: outer ? null : seat.pledged,
    given: outer ? null : seat.marks !== undefined,
    out: seat.out ?? null,
    why: (reader.inside || own) && seat.why ? seat.why : null,
    replacedBy: seat.replacedBy ?? null,
    marks: shown && seat.marks ? [...seat.marks] : null,
    opinion: shown ? (seat.opinion ?? null) : null,
  };
}

function sheetOf({ sheet }: KnownEvaluation, titles: Titles): z.input<typeof sheetView> {
  const titled = <Line extends { id: string }>(line: Line) => ({
    ...line,
    title: titles.get(line.id) ?? null,
  });
  if (sheet.kind === 'checklist')
    return { kind: 'checklist', criteria: [], passMark: null, bonuses: [], items: sheet.items.map(titled) };
  const { criteria, passMark, bonuses } = sheet;
  return {
    kind: 'scored',
    criteria: criteria.map(titled),
    passMark,
    bonuses: bonuses.map(titled),
    items: [],
  };
}

function closingOf(state: KnownEvaluation, reader: Reader, outer: boolean) {
  const { closing } = state;
  if (!closing || !seesResult(state, reader)) return null;
  const scored = closing.result?.kind === 'scored' ? closing.result : undefined;
  return {
    outcome: closing.outcome ?? null,
    told: closing.told,
    mean: scored ? decimal(scored.mean.rounded) : null,
    total: scored ? decimal(scored.total) : null,
    minutes: outer ? null : closing.minutes,
    present: [...closing.present],
    absent: [...closing.absent],
    by: outer ? null : closing.by,
  };
}
