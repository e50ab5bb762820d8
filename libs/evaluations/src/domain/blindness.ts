import type { EvaluationEvent } from './evaluation.events.js';
import type { KnownEvaluation, Seat } from './evaluation.state.js';

/** Who reads an evaluation, and as what. */
export interface Reader {
  readonly personId: string;
  /** Officers and auditors. */
  readonly inside: boolean;
  /** A party to the case. */
  readonly party: boolean;
}

/** Before a blind panel is closed, nobody sees a ballot but who gave it: neither reviewers nor those who conduct the evaluation. */
export const veiled = ({ committee, status }: Pick<KnownEvaluation, 'committee' | 'status'>): boolean =>
  committee.blind && status !== 'closed';

/** Whether a reader sees what is on a ballot. A reviewer who fell out sees only the own one, a party none with a name on it. */
export function seesBallot(state: KnownEvaluation, seat: Seat, reader: Reader): boolean {
  if (seat.personId === reader.personId) return true;
  if (veiled(state)) return false;
  return reader.inside || sits(state, reader);
}

/** Whether a reader sees how the result came about. */
export const seesResult = (state: KnownEvaluation, reader: Reader): boolean =>
  state.closing !== undefined && (reader.inside || reader.party || sits(state, reader));

const sits = ({ seats }: KnownEvaluation, { personId }: Reader): boolean =>
  seats.some((seat) => seat.personId === personId && seat.out === undefined);

/** Evaluations among these events whose ballots nobody may see yet. */
export function veiledAmong(events: readonly EvaluationEvent[]): Set<string> {
  const hidden = new Set<string>();
  for (const { type, data } of events) {
    if (type === 'EvaluationOpened' && data.committee.blind) hidden.add(data.evaluationId);
    if (type === 'EvaluationClosed') hidden.delete(data.evaluationId);
  }
  return hidden;
}

/** An event as a reader of a case's history sees it: its data, or what is left of it where some is withheld. */
export function disclosed(
  event: EvaluationEvent,
  reader: Pick<Reader, 'personId' | 'inside'>,
  hidden: ReadonlySet<string>,
): object {
  const { evaluationId, caseId, stage, run } = event.data;
  const place = { evaluationId, caseId, stage, run };
  if (event.type === 'BallotGiven') {
    const { reviewer } = event.data;
    const seen = reviewer === reader.personId || (reader.inside && !hidden.has(evaluationId));
    return seen ? event.data : { ...place, reviewer };
  }
  if (reader.inside) return event.data;
  switch (event.type) {
    case 'EvaluationOpened': {
      const { barred: _barred, carried: _carried, ...opening } = event.data;
      return opening;
    }
    case 'ReviewerExcluded':
    case 'ReviewerRecused':
    case 'ReviewerReleased':
      return { ...place, reviewer: event.data.reviewer };
    case 'ChallengeVoted':
      return { ...place, challenge: event.data.challenge };
    case 'ChallengeDecided': {
      const { challenge, reviewer, decision } = event.data;
      return { ...place, challenge, reviewer, decision };
    }
    case 'EvaluationClosed':
    case 'EvaluationRecomputed':
      return { ...place, outcome: event.data.outcome };
    default:
      return event.data;
  }
}
