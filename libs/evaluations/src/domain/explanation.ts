import type { FallOut, Outcome } from './evaluation.events.js';
import { ballotsOf, type KnownEvaluation } from './evaluation.state.js';
import { type ChecklistResult, decimal, type Mean, pointsOf, type ScoredResult } from './scoring.js';
import { GRADES, type Mark, type ScoredSheet } from './sheet.js';

/** A line of a ballot and what it gives. */
export interface ExplainedMark {
  readonly item: string;
  readonly mark: string;
  /** How the points come about, as arithmetic. */
  readonly how: string;
  readonly points: string;
}

export interface ExplainedBallot {
  readonly reviewer: string;
  readonly marks: readonly ExplainedMark[];
  readonly total: string;
  /** Null: it counts. */
  readonly dropped: 'highest' | 'lowest' | null;
}

export interface ExplainedMean {
  readonly sum: string;
  readonly count: number;
  readonly rounded: string;
  readonly how: string;
}

/** How a total came about, with every number on the way. */
export interface ScoredExplanation {
  readonly kind: 'scored';
  /** Lowest first, as extremes are dropped. */
  readonly ballots: readonly ExplainedBallot[];
  readonly drop: {
    /** Null: the committee drops none. */
    readonly rule: string | null;
    readonly applied: boolean;
  };
  readonly mean: ExplainedMean;
  readonly criteria: readonly ({ readonly id: string; readonly weight: number } & ExplainedMean)[];
  readonly passTest: { readonly how: string; readonly passed: boolean };
  readonly bonuses: readonly { readonly id: string; readonly points: string }[];
  readonly total: { readonly how: string; readonly points: string };
}

export interface ChecklistExplanation {
  readonly kind: 'checklist';
  readonly items: readonly {
    readonly id: string;
    readonly mandatory: boolean;
    readonly how: string;
    readonly holds: boolean;
  }[];
  readonly passed: boolean;
}

export interface Explanation {
  readonly outcome: Outcome | null;
  /** What the case was told; another one than `outcome` where a reviewer fell out afterwards. */
  readonly told: Outcome;
  readonly quorum: { readonly needed: number; readonly ballots: number; readonly met: boolean };
  /** Ballots that were given and count no longer. */
  readonly voided: readonly { readonly reviewer: string; readonly because: FallOut }[];
  /** Null: nobody appeared, or too few ballots are left. */
  readonly result: ScoredExplanation | ChecklistExplanation | null;
}

/** Explains a closed evaluation; `undefined` for any other. */
export function explain(state: KnownEvaluation): Explanation | undefined {
  const { closing, committee, seats, sheet } = state;
  if (!closing) return undefined;
  const ballots = ballotsOf(state);
  const { result } = closing;
  return {
    outcome: closing.outcome ?? null,
    told: closing.told,
    quorum: {
      needed: committee.quorum,
      ballots: ballots.length,
      met: ballots.length >= committee.quorum,
    },
    voided: seats.flatMap(({ personId, marks, out }) =>
      marks && out ? [{ reviewer: personId, because: out }] : [],
    ),
    result:
      result === undefined
        ? null
        : result.kind === 'scored'
          ? explainScored(state, sheet as ScoredSheet, result)
          : explainChecklist(result),
  };
}

function explainScored(state: KnownEvaluation, sheet: ScoredSheet, result: ScoredResult): ScoredExplanation {
  const marksOf = (reviewer: string) => state.seats.find(({ personId }) => personId === reviewer)!.marks!;
  const { drop } = state.committee;
  const awarded = sheet.bonuses.filter(({ id }) => state.bonuses.includes(id));
  const bonuses = awarded.map(({ id, points }) => ({ id, points: decimal(points * 100) }));
  const rounded = decimal(result.mean.rounded);
  return {
    kind: 'scored',
    ballots: result.ballots.map(({ reviewer, total, dropped }) => ({
      reviewer,
      marks: marksOf(reviewer).map((one) => explainMark(sheet, one)),
      total: decimal(total),
      dropped: dropped ?? null,
    })),
    drop: {
      rule: drop ? `n ≥ ${drop.from}: − ${drop.highest} highest, − ${drop.lowest} lowest` : null,
      applied: result.ballots.some(({ dropped }) => dropped !== undefined),
    },
    mean: explainMean(
      result.mean,
      result.ballots.filter(({ dropped }) => dropped === undefined).map(({ total }) => decimal(total)),
    ),
    criteria: result.criteria.map(({ id, weight, mean }) => ({ id, weight, ...explainMean(mean) })),
    passTest: {
      how: `${rounded} ${result.passed ? '≥' : '<'} ${decimal(result.passMark)}`,
      passed: result.passed,
    },
    bonuses,
    total: {
      how: [rounded, ...bonuses.map(({ points }) => points)].join(' + ') + ` = ${decimal(result.total)}`,
      points: decimal(result.total),
    },
  };
}

function explainMark(sheet: ScoredSheet, mark: Mark): ExplainedMark {
  const criterion = sheet.criteria.find(({ id }) => id === mark.item)!;
  const points = decimal(pointsOf(criterion, mark));
  if ('grade' in mark) {
    const fifths = GRADES.length - GRADES.indexOf(mark.grade);
    const how = `${criterion.weight} × ${fifths}/${GRADES.length} = ${points}`;
    return { item: mark.item, mark: mark.grade, how, points };
  }
  const given = 'points' in mark ? String(mark.points) : '';
  return { item: mark.item, mark: given, how: `${given} of ${criterion.weight} = ${points}`, points };
}

function explainMean({ sum, count, rounded }: Mean, terms?: readonly string[]): ExplainedMean {
  const added = terms && terms.length > 1 ? `(${terms.join(' + ')})` : decimal(sum);
  const exact = sum % count === 0;
  return {
    sum: decimal(sum),
    count,
    rounded: decimal(rounded),
    how: `${added} ÷ ${count} ${exact ? '=' : '≈'} ${decimal(rounded)}`,
  };
}

function explainChecklist({ items, passed }: ChecklistResult): ChecklistExplanation {
  return {
    kind: 'checklist',
    items: items.map(({ id, mandatory, confirmed, refuted, holds }) => ({
      id,
      mandatory,
      how: `${confirmed} ${confirmed > refuted ? '>' : '≤'} ${refuted}`,
      holds,
    })),
    passed,
  };
}

/** What an evaluation is of a selection's total (단계별 가중): exact, in ten-thousandths as a decimal. */
export function contribution(total: number, percent: number): string {
  const product = total * percent;
  return `${Math.floor(product / 10_000)}.${String(product % 10_000).padStart(4, '0')}`;
}
