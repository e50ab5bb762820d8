import { describe, expect, it } from '@jest/globals';
import { disclosed, type Reader, seesBallot, seesResult, veiled, veiledAmong } from './blindness.js';
import type { EvaluationEvent } from './evaluation.events.js';
import {
  after,
  appoint,
  applicant,
  close,
  idOf,
  marks,
  officer,
  opened,
  recuse,
  scored,
  stateOf,
  uuid,
} from './evaluation.test-support.js';

const open = after(opened(), appoint(1, 2, 3), ...scored(1, marks(30, 'A', 'A')), ...scored(2), ...scored(3));
const closed = after(open, close(1, 2, 3));
const reader = (personId: string, more: Partial<Reader> = {}): Reader => ({
  ...{ personId, inside: false, party: false },
  ...more,
});
const inside = reader(officer.id, { inside: true });
const party = reader(applicant.id, { party: true });
const member = (n: number) => reader(idOf(n));
const outsider = reader(uuid(999));
const seen = (events: readonly EvaluationEvent[], by: Reader) => {
  const state = stateOf(events);
  return state.seats.filter((seat) => seesBallot(state, seat, by)).map(({ personId }) => personId);
};

describe('Ballots of a blind panel', () => {
  it('are seen by nobody but who gave them until it is closed', () => {
    expect(veiled(stateOf(open))).toBe(true);
    expect(seen(open, member(1))).toEqual([idOf(1)]);
    for (const other of [inside, party, outsider]) expect(seen(open, other)).toEqual([]);
  });

  it('are seen by the members and officers afterwards; never by a party, nor by a member who fell out', () => {
    const all = [idOf(1), idOf(2), idOf(3)];
    expect(seen(closed, inside)).toEqual(all);
    expect(seen(closed, member(1))).toEqual(all);
    expect(seen(closed, party)).toEqual([]);
    expect(seen(closed, outsider)).toEqual([]);
    expect(seen(after(closed, recuse(1)), member(1))).toEqual([idOf(1)]);
  });

  it('stay hidden where the panel never closes', () => {
    const stopped: EvaluationEvent[] = after(open, [
      officer,
      { type: 'StopEvaluation', because: 'case-closed' },
    ]);
    for (const other of [inside, party, member(2)]) expect(seen(stopped, other)).not.toContain(idOf(1));
  });

  it('are open from the start where the committee is not blind', () => {
    const known = after(opened({ blind: false }), appoint(1, 2, 3), ...scored(1));
    expect(seen(known, member(2))).toContain(idOf(1));
    expect(seen(known, party)).toEqual([]);
  });

  it('lead to a result that parties and members see once there is one', () => {
    for (const one of [inside, party, member(1)]) {
      expect(seesResult(stateOf(open), one)).toBe(false);
      expect(seesResult(stateOf(closed), one)).toBe(true);
    }
    expect(seesResult(stateOf(closed), outsider)).toBe(false);
  });
});

describe('The history of a case', () => {
  const told = (events: readonly EvaluationEvent[], by: Reader) =>
    JSON.stringify(events.map((event) => disclosed(event, by, veiledAmong(events))));
  const secret = '"points":30';

  it('withholds ballots from everybody else until the panel is closed', () => {
    expect(told(open, inside)).not.toContain(secret);
    expect(told(open, party)).not.toContain(secret);
    expect(told(open, member(1))).toContain(secret);
    expect(told(closed, inside)).toContain(secret);
  });

  it('tells a party of the panel and the outcome, not of ballots, votes, reasons and minutes', () => {
    const [other] = after(closed, recuse(2)).slice(-1);
    const history = [...after(closed, recuse(2))];
    const text = told(history, party);
    expect(other!.type).toBe('EvaluationRecomputed');
    for (const hidden of [secret, '"minutes"', 'A former colleague', '"ballots"', '"carried"'])
      expect(text).not.toContain(hidden);
    expect(text).toContain('"outcome":"passed"');
    expect(text).toContain(idOf(1));
    // The check would have seen them.
    expect(JSON.stringify(history)).toContain('"ballots"');
  });
});
