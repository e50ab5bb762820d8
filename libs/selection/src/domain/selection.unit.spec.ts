import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { weightedTotal } from './ranking.js';
import { selection, type SelectionCommand, wouldBeSelected } from './selection.js';
import {
  after,
  ann,
  ben,
  candidates,
  join,
  known,
  leave,
  own,
  publish,
  rank,
  standings,
  system,
  total,
  uuid,
} from './selection.test-support.js';

const published = (points: number[], change = {}) =>
  after(candidates(points, change), [ann, rank], [ben, publish]);

describe('A selection', () => {
  it('adds weighted totals exactly, rounded half up to two decimals', () => {
    const weights = [
      { stage: 'papers', weight: 30 },
      { stage: 'talk', weight: 70 },
    ];
    const of = (papers: number, talk: number) =>
      weightedTotal(
        [
          { stage: 'papers', total: papers, criteria: [] },
          { stage: 'talk', total: talk, criteria: [] },
        ],
        weights,
      );
    expect(of(8_000, 9_000)).toBe(8_700);
    // 0.3 × 80.05 + 0.7 × 80.00 = 80.015
    expect(of(8_005, 8_000)).toBe(8_002);
    // 80.0149…
    expect(of(8_000, 8_002)).toBe(8_001);
  });

  it('fills slots, then reserves, and rejects the rest', () => {
    const events = published([9_000, 8_000, 7_000, 9_500, 6_000]);
    expect(standings(events)).toEqual(['selected', 'reserve1', 'reserve2', 'selected', 'rejected']);
    expect(known(events).status).toBe('published');
    expect(known(events).candidates[uuid(4)]!.published).toMatchObject({ rank: 1, total: 9_500 });
  });

  it('needs one person to rank and another to publish, neither of a candidate', () => {
    const ranked = after(candidates([9_000]), [ann, rank]);
    given(selection, ranked)
      .when({ ...publish, actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(selection, ranked)
      .when({ ...publish, actor: own })
      .thenRefuses('OWN_APPLICATION');
    given(selection, candidates([9_000]))
      .when({ ...rank, actor: system })
      .thenRefuses('PERSON_NEEDED');
    given(selection, candidates([9_000]))
      .when({ ...publish, actor: ben })
      .thenRefuses('NOT_RANKED');
    given(selection)
      .when({ ...rank, actor: ann })
      .thenRefuses('SELECTION_NOT_FOUND');
  });

  it('names every total that is missing', () => {
    const refused = given(selection, after([], [system, join(1)], [system, total(1, 'talk', 1)]))
      .when({ ...rank, actor: ann })
      .thenRefuses('TOTALS_MISSING');
    expect(refused.violations).toEqual([
      { pointer: `/candidates/${uuid(1)}/papers`, code: 'MISSING', detail: 'has no total' },
    ]);
  });

  it('takes totals before the candidate, and forgets a ranking that rests on others', () => {
    const early = after([], [system, total(1, 'papers', 9_000)], [system, join(1)]);
    const ranked = after(early, [system, total(1, 'talk', 9_000)], [ann, rank]);
    const changed = after(ranked, [system, total(1, 'talk', 8_000)]);
    given(selection, changed)
      .when({ ...publish, actor: ben })
      .thenRefuses('NOT_RANKED');
    given(selection, published([9_000]))
      .when({ ...total(1, 'talk', 1), actor: system })
      .thenRefuses('RESULT_PUBLISHED');
    // A repeat changes nothing, nor does an evaluation that does not count.
    given(selection, published([9_000]))
      .when({ ...total(1, 'talk', 9_000), actor: system })
      .then();
    given(selection, published([9_000]))
      .when({ ...total(1, 'other', 1), actor: system })
      .then();
  });

  it('breaks ties by the criterion that weighs most, then the next', () => {
    const scored = (n: number, need: number, plan: number) =>
      [
        [system, join(n, { slots: 1 })],
        [system, total(n, 'papers', 8_000, [], { slots: 1 })],
        [
          system,
          total(
            n,
            'talk',
            8_000,
            [
              { id: 'plan', weight: 40, mean: plan },
              { id: 'need', weight: 60, mean: need },
            ],
            { slots: 1 },
          ),
        ],
      ] as [typeof system, ReturnType<typeof total>][];
    const events = after(
      [],
      ...scored(1, 5_000, 3_000),
      ...scored(2, 5_200, 2_800),
      ...scored(3, 5_200, 2_900),
    );
    expect(standings(after(events, [ann, rank], [ben, publish]))).toEqual([
      'reserve2',
      'reserve1',
      'selected',
    ]);
  });

  it('leaves a tie that matters to an officer, with a reason', () => {
    const tied = after(candidates([9_000, 8_000, 8_000, 7_000], { reserves: 1 }), [ann, rank]);
    expect(known(tied).ranking!.places.map((one) => [one.rank, one.tied])).toEqual([
      [1, false],
      [2, true],
      [2, true],
      [4, false],
    ]);
    const refused = given(selection, tied)
      .when({ ...publish, actor: ben })
      .thenRefuses('TIES_UNDECIDED');
    expect(refused.violations).toHaveLength(2);
    const order = (...ns: number[]) =>
      ({ type: 'DecideTie', order: ns.map(uuid), reason: 'Drawn by lot before witnesses' }) as const;
    for (const wrong of [order(2, 4), order(2), order(1, 2, 3), order(3, 3)])
      given(selection, tied)
        .when({ ...wrong, actor: ann })
        .thenRefuses('NOT_A_TIE');
    const decided = after(tied, [ann, order(3, 2)], [ann, rank], [ben, publish]);
    expect(standings(decided)).toEqual(['selected', 'reserve1', 'selected', 'rejected']);
  });

  it('lets a tie be that makes no difference', () => {
    expect(standings(published([9_000, 9_000]))).toEqual(['selected', 'selected']);
  });

  it('keeps slots for those whom a quota is for, as long as there are any', () => {
    const quotas = [{ id: 'region', slots: 1 }];
    const steps = [9_000, 8_000, 7_000].flatMap((points, at) => [
      [system, join(at + 1, { quotas }, at === 2 ? ['region'] : [])],
      [system, total(at + 1, 'papers', points, [], { quotas })],
      [system, total(at + 1, 'talk', points, [], { quotas })],
    ]) as [typeof system, ReturnType<typeof total>][];
    expect(standings(after([], ...steps, [ann, rank], [ben, publish]))).toEqual([
      'selected',
      'reserve1',
      'selected',
    ]);
    expect(standings(published([9_000, 8_000, 7_000], { quotas }))).toEqual([
      'selected',
      'selected',
      'reserve1',
    ]);
  });

  it('moves the first reserve up when a selected one leaves', () => {
    const events = published([9_000, 8_500, 8_000, 7_500]);
    given(selection, events)
      .when({ ...leave(1), actor: system })
      .then(
        { type: 'CandidateLeft', data: { selectionId: uuid(1), caseId: uuid(1), was: 'selected' } },
        {
          type: 'ReserveMovedUp',
          data: { selectionId: uuid(1), caseId: uuid(3), reserve: 1, inPlaceOf: uuid(1) },
        },
      );
    const next = after(events, [system, leave(3)], [system, leave(2)]);
    expect(standings(next)).toEqual(['selected', 'left', 'left', 'selected']);
    given(selection, next)
      .when({ ...leave(2), actor: system })
      .then();
    expect(standings(after(next, [system, leave(4)]))).toEqual(['selected', 'left', 'left', 'left']);
  });

  it('moves nobody up once the reserves are ended', () => {
    const ended = after(published([9_000, 8_000, 7_000]), [
      ann,
      { type: 'EndReserveList', reason: 'Budget year over' },
    ]);
    expect(standings(ended)).toEqual(['selected', 'selected', 'lapsed']);
    expect(standings(after(ended, [system, leave(1)]))).toEqual(['left', 'selected', 'lapsed']);
    given(selection, ended)
      .when({ type: 'EndReserveList', reason: 'Again', actor: ann })
      .thenRefuses('NO_RESERVES');
  });

  it('ranks who comes late into what is left', () => {
    const early = published([9_000, 8_000, 7_000]);
    const late = after(
      early,
      [system, join(4)],
      [system, total(4, 'papers', 9_900)],
      [system, total(4, 'talk', 9_900)],
      [ann, rank],
      [ben, publish],
    );
    expect(standings(late)).toEqual(['selected', 'selected', 'reserve1', 'reserve2']);
  });

  it('admits the case of an accepted objection to a free slot, or to one that is added', () => {
    const events = published([9_000, 8_000, 7_000, 6_000, 5_000]);
    const admit = (n: number): SelectionCommand => ({
      ...{ type: 'Admit', caseId: uuid(n), objectionId: uuid(70), reason: 'Miscounted', by: ann.id },
      admission: { basis: 'slot-added' },
    });
    const admitted = after(events, [system, admit(5)]);
    expect(known(admitted).slots).toBe(3);
    expect(standings(admitted)[4]).toBe('selected');
    const roomy = after(published([9_000, 8_000], { reserves: 0, slots: 1 }), [system, leave(1)]);
    expect(known(after(roomy, [system, admit(2)])).slots).toBe(1);
    given(selection, admitted)
      .when({ ...admit(5), actor: system })
      .then();
    given(selection, candidates([1]))
      .when({ ...admit(1), actor: system })
      .thenRefuses('RESULT_NOT_PUBLISHED');
    given(selection, roomy)
      .when({ ...admit(1), actor: system })
      .thenRefuses('CANDIDATE_LEFT');
  });

  it('tells whether corrected totals would select a case', () => {
    const state = known(published([9_000, 8_000, 7_000, 6_000, 5_000]));
    const talk = (points: number) => [{ stage: 'talk', total: points, criteria: [] }];
    // 0.3 × 50 + 0.7 × 92.85 = 79.995, rounded 80.00: no more than the second has.
    expect(wouldBeSelected(state, uuid(5), talk(9_400))).toBe(true);
    expect(wouldBeSelected(state, uuid(5), talk(9_200))).toBe(false);
  });
});
