import { type Actor, Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import {
  adviser,
  after,
  applicant,
  appoint,
  ballot,
  candidate,
  candidates,
  close,
  company,
  idOf,
  marks,
  officer,
  opened,
  place,
  pledge,
  recuse,
  reviewerOf,
  scored,
  stateOf,
  type Step,
  system,
  uuid,
} from './evaluation.test-support.js';
import type { EvaluationEvent } from './evaluation.events.js';

const refusal = (history: readonly EvaluationEvent[], step: Step) => {
  try {
    after(history, step);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};
const last = (events: readonly EvaluationEvent[]) => events.at(-1)!;
const types = (events: readonly EvaluationEvent[], from: number) =>
  events.slice(from).map(({ type }) => type);
const panel = after(opened(), appoint(0, 1, 2));
const challenge = (reviewer: number, by: Actor = applicant): Step => [
  by,
  { type: 'FileChallenge', reviewer: idOf(reviewer), grounds: 'A rival of ours' },
];
const vote = (n: number, uphold: boolean, number = 1): Step => [
  reviewerOf(n),
  { type: 'VoteOnChallenge', challenge: number, uphold },
];
const exclude = (n: number): Step => [
  officer,
  { type: 'ExcludeReviewer', reviewer: idOf(n), ground: 'relative', reason: 'Seen in the register' },
];
const release = (n: number): Step => [officer, { type: 'ReleaseReviewer', reviewer: idOf(n), reason: 'Ill' }];
const replace = (by: number, replaces: number): Step => [
  officer,
  { type: 'AppointReplacement', candidate: candidate(by), replaces: idOf(replaces) },
];

describe('A panel', () => {
  it('is as large as the committee says, and has its members from outside', () => {
    expect(refusal(opened(), appoint(0, 1))).toBe('PANEL_SIZE');
    expect(refusal(opened(), appoint(0, 1, 1))).toBe('REVIEWER_UNFIT');
    const inside = candidates(0, 1, 2).map((one) => ({ ...one, outside: false }));
    expect(refusal(opened(), [officer, { type: 'AppointPanel', candidates: inside }])).toBe(
      'OUTSIDE_MEMBERS',
    );
    expect(refusal(panel, appoint(3, 4, 5))).toBe('PANEL_APPOINTED');
    expect(refusal([], appoint(0, 1, 2))).toBe('EVALUATION_NOT_FOUND');
  });

  it('is appointed by a person who is on neither side', () => {
    const by = (actor: Actor): Step => [actor, appoint(0, 1, 2)[1]];
    expect(refusal(opened(), by(system))).toBe('PERSON_NEEDED');
    expect(refusal(opened(), by({ ...officer, organisationId: company }))).toBe('OWN_APPLICATION');
    expect(refusal(opened(), by({ ...officer, id: idOf(1) }))).toBe('REVIEWER_UNFIT');
    expect(refusal(panel, [reviewerOf(0), { type: 'RecordNoShow', minutes: 'x' }])).toBe(
      'REVIEWER_NOT_OFFICER',
    );
  });

  it.each([
    ['who advised the applicant', adviser(1), 'testimony-or-advice', 'relation'],
    [
      'who belongs to the organisation',
      candidate(1, { organisationId: company }),
      'same-organisation',
      'organisation',
    ],
  ])('excludes a member %s, and has a vacancy', (_, one, ground, source) => {
    const named = [candidate(0), one, candidate(2)];
    const events = after(opened(), [officer, { type: 'AppointPanel', candidates: named }]);
    expect(last(events)).toMatchObject({
      type: 'ReviewerExcluded',
      data: { reviewer: idOf(1), ground, source },
    });
    expect(refusal(events, pledge(1))).toBe('REVIEWER_OUT');
    expect(refusal(events, replace(1, 1))).toBe('REVIEWER_UNFIT');
    expect(refusal(events, replace(3, 0))).toBe('NO_SUCH_VACANCY');
    const replaced = after(events, replace(3, 1));
    expect(refusal(replaced, replace(4, 1))).toBe('NO_SUCH_VACANCY');
    expect(stateOf(replaced).seats.map(({ personId, out }) => [personId, out])).toEqual([
      [idOf(0), undefined],
      [idOf(1), 'exclusion'],
      [idOf(2), undefined],
      [idOf(3), undefined],
    ]);
  });

  it('is not touched by a relation of a kind that its committee does not name, nor by one to others', () => {
    const relation = { relationId: uuid(1), ground: 'agent' as const, to: { organisationId: company } };
    const elsewhere = { ...relation, ground: 'relative' as const, to: { organisationId: uuid(12) } };
    const named = [candidate(0, { relations: [relation, elsewhere] }), candidate(1), candidate(2)];
    expect(last(after(opened(), [officer, { type: 'AppointPanel', candidates: named }])).type).toBe(
      'PanelAppointed',
    );
  });

  it('never seats who fell out of an earlier run, nor a replacement with a conflict', () => {
    expect(refusal(opened({}, { barred: [idOf(1)] }), appoint(0, 1, 2))).toBe('REVIEWER_UNFIT');
    const vacant = after(panel, release(2));
    const conflicted: Step = [
      officer,
      { type: 'AppointReplacement', candidate: adviser(3), replaces: idOf(2) },
    ];
    expect(refusal(vacant, conflicted)).toBe('REVIEWER_CONFLICTED');
    const inside = after(opened({ outside: 3 }), appoint(0, 1, 2), release(2));
    const insider = { ...candidate(3), outside: false };
    expect(
      refusal(inside, [officer, { type: 'AppointReplacement', candidate: insider, replaces: idOf(2) }]),
    ).toBe('OUTSIDE_MEMBERS');
  });
});

describe('A ballot', () => {
  it('comes after a pledge, from a member, complete', () => {
    expect(refusal(panel, ballot(0))).toBe('PLEDGE_NEEDED');
    const pledged = after(panel, pledge(0));
    expect(refusal(panel, pledge(5))).toBe('NOT_ON_PANEL');
    expect(refusal(pledged, ballot(0, marks(31, 'A', 'A')))).toBe('BALLOT_INVALID');
    expect(after(pledged, pledge(0))).toHaveLength(pledged.length);
    expect(last(after(pledged, ballot(0))).type).toBe('BallotGiven');
    expect(last(after(opened({ pledge: false }), appoint(0, 1, 2), ballot(0))).type).toBe('BallotGiven');
  });

  it('is refused from a member whom the data speaks against since', () => {
    const pledged = after(panel, pledge(0));
    const [actor, command] = ballot(0) as [Actor, Extract<Step[1], { type: 'GiveBallot' }>];
    expect(refusal(pledged, [actor, { ...command, candidate: adviser(0) }])).toBe('REVIEWER_CONFLICTED');
    expect(refusal(pledged, [{ ...actor, organisationId: company }, command])).toBe('REVIEWER_CONFLICTED');
  });

  it('can be given again until the panel is closed; the last one counts', () => {
    const events = after(panel, ...scored(0), ...scored(1), ballot(0, marks(30, 'A', 'A')), close(0, 1, 2));
    expect(last(events)).toMatchObject({
      type: 'EvaluationClosed',
      data: {
        ...{ outcome: 'passed', present: [idOf(0), idOf(1)], absent: [idOf(2)] },
        result: { mean: { sum: 17_600, count: 2, rounded: 8_800 }, total: 8_800 },
      },
    });
    expect(refusal(events, ballot(0))).toBe('EVALUATION_CLOSED');
    expect(refusal(events, replace(3, 2))).toBe('EVALUATION_CLOSED');
  });
});

describe('Closing', () => {
  it('needs a quorum; bonus comes after the pass test', () => {
    const one = after(panel, ...scored(0, marks(30, 'A', 'A')));
    expect(refusal(one, close(0, 1, 2))).toBe('QUORUM_MISSING');
    const award = (...bonuses: string[]): Step => [
      officer,
      { type: 'AwardBonus', bonuses, reason: 'Certificate' },
    ];
    expect(refusal(one, award('gift'))).toBe('BONUS_UNKNOWN');
    const failed = after(
      panel,
      ...scored(0, marks(9, 'B', 'B')),
      ...scored(1, marks(10, 'B', 'C')),
      award('patent'),
    );
    expect(last(after(failed, close(0, 1, 2)))).toMatchObject({
      data: { outcome: 'failed', result: { mean: { rounded: 6_350 }, bonus: 500, total: 6_850 } },
    });
    const passed = after(panel, ...scored(0), ...scored(1), award('patent', 'region', 'region'));
    expect(last(after(passed, close(0, 1, 2)))).toMatchObject({
      data: { outcome: 'passed', result: { mean: { rounded: 7_600 }, bonus: 800, total: 8_400 } },
    });
  });

  it('excludes first whom the data speaks against by then', () => {
    const all = after(panel, ...scored(0), ...scored(1), ...scored(2, marks(0, 'E', 'E')));
    const known = [candidate(0), candidate(1), adviser(2)];
    const events = after(all, [officer, { type: 'CloseEvaluation', minutes: 'x', candidates: known }]);
    expect(types(events, all.length)).toEqual(['ReviewerExcluded', 'EvaluationClosed']);
    expect(last(events)).toMatchObject({ data: { result: { mean: { count: 2, rounded: 7_600 } } } });
  });

  it('records that the applicant did not appear, at a presentation that nobody scored', () => {
    const noShow: Step = [officer, { type: 'RecordNoShow', minutes: 'Waited 30 minutes.' }];
    expect(refusal(panel, noShow)).toBe('NO_PRESENTATION');
    const heard = after(opened({}, { kind: 'presentation-evaluation' }), appoint(0, 1, 2));
    expect(last(after(heard, noShow))).toMatchObject({ data: { outcome: 'no-show' } });
    expect(refusal(after(heard, ...scored(0)), noShow)).toBe('BALLOTS_GIVEN');
  });

  it('counts what inspectors confirm on site: more than half for each mandatory item', () => {
    const items = [
      { id: 'office', mandatory: true },
      { id: 'sign', mandatory: false },
    ];
    const site = after(
      opened({}, { kind: 'site-check', sheet: { kind: 'checklist', items } }),
      appoint(0, 1, 2),
    );
    const saw = (n: number, office: boolean) => [
      pledge(n),
      ballot(n, [
        { item: 'office', confirmed: office },
        { item: 'sign', confirmed: false },
      ]),
    ];
    const outcome = (...steps: Step[]) => last(after(site, ...steps, close(0, 1, 2))).data;
    expect(outcome(...saw(0, true), ...saw(1, true), ...saw(2, false))).toMatchObject({
      outcome: 'confirmed',
    });
    expect(outcome(...saw(0, true), ...saw(1, false))).toMatchObject({ outcome: 'refuted' });
    expect(refusal(after(site, pledge(0)), ballot(0))).toBe('BALLOT_INVALID');
  });
});

describe('A member who falls out', () => {
  it('voids the ballot by recusal: totals and quorum are computed again', () => {
    const all = after(panel, ...scored(0), ...scored(1), ...scored(2, marks(0, 'E', 'E')));
    const left = after(all, recuse(2));
    expect(last(after(left, close(0, 1, 2)))).toMatchObject({ data: { result: { mean: { count: 2 } } } });
    expect(refusal(after(left, recuse(1)), close(0, 1, 2))).toBe('QUORUM_MISSING');
    expect(refusal(left, recuse(2))).toBe('REVIEWER_OUT');
    expect(refusal(left, ballot(2))).toBe('REVIEWER_OUT');
  });

  it('after closing: the result is computed again, and says so when the outcome changes', () => {
    const closed = after(
      panel,
      ...scored(0, marks(30, 'A', 'A')),
      ...scored(1, marks(18, 'C', 'C')),
      ...scored(2, marks(18, 'C', 'C')),
      close(0, 1, 2),
    );
    expect(last(closed)).toMatchObject({ data: { outcome: 'passed', result: { mean: { rounded: 7_333 } } } });
    const changed = after(closed, recuse(0));
    expect(last(changed)).toMatchObject({
      type: 'EvaluationRecomputed',
      data: {
        reviewer: idOf(0),
        fallOut: 'recusal',
        was: 'passed',
        outcome: 'failed',
        result: { total: 6_000 },
      },
    });
    expect(stateOf(changed).closing).toMatchObject({ told: 'passed', outcome: 'failed' });
    const gone = last(after(changed, exclude(1)));
    expect(gone).toMatchObject({
      type: 'EvaluationRecomputed',
      data: { was: 'failed', fallOut: 'exclusion' },
    });
    expect(gone.data).not.toHaveProperty('outcome', expect.anything());
    const found: Step = [
      system,
      { type: 'CheckConflicts', candidates: [adviser(0), adviser(1), candidate(2)] },
    ];
    expect(types(after(closed, found), closed.length)).toEqual([
      ...['ReviewerExcluded', 'EvaluationRecomputed', 'ReviewerExcluded', 'EvaluationRecomputed'],
    ]);
    // Who gave no ballot changes nothing.
    const two = after(panel, ...scored(0), ...scored(1), close(0, 1, 2));
    expect(types(after(two, recuse(2)), two.length)).toEqual(['ReviewerRecused']);
  });

  it('is released only before scoring', () => {
    expect(refusal(after(panel, ...scored(0)), release(0))).toBe('BALLOT_GIVEN');
    expect(refusal(panel, release(5))).toBe('NOT_A_MEMBER');
    expect(stateOf(after(panel, release(0))).seats[0]!.out).toBe('release');
  });
});

describe('A challenge', () => {
  const pledged = after(panel, pledge(0), pledge(1), ...scored(2));

  it('is filed by a party, once for each member', () => {
    expect(refusal(pledged, challenge(2, officer))).toBe('NOT_THE_APPLICANT');
    expect(refusal(pledged, challenge(5))).toBe('NOT_A_MEMBER');
    expect(refusal(after(pledged, challenge(2)), challenge(2))).toBe('CHALLENGED_BEFORE');
    expect(refusal(after(opened({ challenge: false }), appoint(0, 1, 2)), challenge(2))).toBe(
      'CHALLENGE_NOT_FORESEEN',
    );
  });

  it('is decided by the others, by majority; upheld, it voids the ballot', () => {
    const filed = after(pledged, challenge(2));
    expect(refusal(filed, vote(2, false))).toBe('OWN_CHALLENGE');
    expect(refusal(filed, vote(0, true, 2))).toBe('CHALLENGE_NOT_FOUND');
    expect(refusal(filed, ballot(2))).toBe('CHALLENGE_OPEN');
    expect(refusal(after(filed, ballot(0), ballot(1)), close(0, 1, 2))).toBe('CHALLENGE_OPEN');
    const half = after(filed, vote(0, true));
    expect(last(half).type).toBe('ChallengeVoted');
    const upheld = after(half, vote(1, true));
    expect(last(upheld)).toMatchObject({
      data: { decision: 'upheld', votes: [{ uphold: true }, { uphold: true }] },
    });
    expect(refusal(upheld, ballot(2))).toBe('REVIEWER_OUT');
    expect(refusal(upheld, vote(1, false))).toBe('CHALLENGE_DECIDED');
    const rejected = after(half, vote(1, false));
    expect(last(rejected)).toMatchObject({ data: { decision: 'rejected' } });
    expect(last(after(rejected, ballot(2))).type).toBe('BallotGiven');
  });

  it('ends when the member falls out, and is counted anew when another does', () => {
    const filed = after(pledged, challenge(2));
    expect(last(after(filed, recuse(2)))).toMatchObject({ data: { decision: 'moot' } });
    const half = after(filed, vote(0, true));
    expect(types(after(half, recuse(1)), half.length)).toEqual(['ReviewerRecused', 'ChallengeDecided']);
    // The vote of who falls out counts no longer.
    expect(types(after(half, recuse(0)), half.length)).toEqual(['ReviewerRecused']);
  });
});

describe('An evaluation', () => {
  it('is opened once, and stopped unless it has been closed', () => {
    const stop: Step = [system, { type: 'StopEvaluation', because: 'case-closed' }];
    const { data } = opened()[0] as Extract<EvaluationEvent, { type: 'EvaluationOpened' }>;
    expect(after(panel, [system, { type: 'OpenEvaluation', ...data }])).toHaveLength(panel.length);
    const stopped = after(panel, stop);
    expect(refusal(stopped, pledge(0))).toBe('EVALUATION_CLOSED');
    expect(refusal(stopped, recuse(0))).toBe('EVALUATION_CLOSED');
    expect(refusal(stopped, exclude(0))).toBe('EVALUATION_CLOSED');
    const closed = after(panel, ...scored(0), ...scored(1), close(0, 1, 2));
    expect(after(closed, stop)).toHaveLength(closed.length);
  });

  it('goes on with the panel of the run before where that is handed on', () => {
    const carried = stateOf(after(panel, ...scored(0), ...scored(1), recuse(2))).seats.map(
      ({ opinion: _opinion, ...seat }) => ({ ...seat, marks: seat.marks && [...seat.marks] }),
    );
    const again = opened({}, { carried, run: 2 });
    expect(stateOf(again).status).toBe('scoring');
    expect(refusal(again, ballot(2))).toBe('REVIEWER_OUT');
    expect(last(after(again, close(0, 1, 2)))).toMatchObject({ data: { outcome: 'passed', run: 2 } });
    expect(last(after(again, replace(3, 2), ...scored(3), close(0, 1, 3)))).toMatchObject({
      data: { present: [idOf(0), idOf(1), idOf(3)], ...{ ...place, run: 2 } },
    });
  });
});
