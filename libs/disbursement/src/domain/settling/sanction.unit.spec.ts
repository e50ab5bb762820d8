import { given, testActor } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import type { SanctionEvent } from './sanction.events.js';
import { sanction, type SanctionCommand } from './sanction.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const place = { sanctionId: uuid(1), caseId: uuid(2) };
const against = { personId: uuid(3), organisationId: uuid(4) };
const own = { ...testActor, id: uuid(3), organisationId: uuid(4) };
const two = { ...testActor, id: uuid(5) };
// The test's now is the second of March; ten days later the twelfth is over.
const opinionBefore = '2026-03-12T15:00:00.000Z';
const noticed = {
  ...{
    ...place,
    against,
    ground: 'MISUSE' as const,
    reason: 'Spent on something else',
    months: 12,
    surcharge: 500,
  },
  ...{ settlementId: uuid(6), programId: 'p', line: 'grant', opinionBefore },
} as const;
const notice = { type: 'NoticeSanction', ...noticed, honestFailure: false, mostSurcharge: 500 } as const;
const given_: SanctionEvent = { type: 'SanctionNoticed', data: { ...noticed, by: testActor.id } };
const later = new Date('2026-03-13T00:00:00Z');
const dueBefore = '2026-04-13T15:00:00.000Z';
const decide = {
  ...{
    type: 'DecideSanction' as const,
    months: 12,
    surcharge: 500,
    reason: 'x',
    from: '2026-03-20',
    dueBefore,
  },
} as const;
const opinion = { type: 'GiveOpinion', opinion: 'It was not so', papers: [], actor: own } as const;
const then = (
  history: readonly SanctionEvent[],
  command: SanctionCommand & { actor?: typeof two; now?: Date },
) => [...history, ...given(sanction, history).when(command).events()];

describe('A sanction', () => {
  it('is noticed with at least ten days for an opinion, and no more than the program allows', () => {
    given(sanction).when(notice).then(given_);
    given(sanction)
      .when({ ...notice, opinionBefore: '2026-03-11T15:00:00.000Z' })
      .thenRefuses('SANCTION_UNFIT');
    given(sanction)
      .when({ ...notice, surcharge: 501 })
      .thenRefuses('SANCTION_UNFIT');
    given(sanction)
      .when({ ...notice, surcharge: 0, months: 0 })
      .thenRefuses('SANCTION_UNFIT');
    given(sanction)
      .when({ ...notice, actor: own })
      .thenRefuses('OWN_APPLICATION');
    const failed = { ...notice, ground: 'AIMS_NOT_REACHED', honestFailure: true } as const;
    given(sanction).when(failed).thenRefuses('HONEST_FAILURE_EXEMPT');
  });

  it('waits for an opinion or its time, and is decided by another person, never for more', () => {
    const ask = given(sanction, [given_]);
    ask.when({ ...decide, actor: testActor, now: later }).thenRefuses('FOUR_EYES');
    ask.when({ ...decide, actor: two }).thenRefuses('OPINION_AWAITED');
    ask.when({ ...opinion, now: later }).thenRefuses('OPINION_LATE');
    ask.when({ ...opinion, actor: two }).thenRefuses('NOT_BENEFICIARY');
    expect(ask.when({ ...decide, actor: two, now: later }).events()).toHaveLength(1);
    const heard = then([given_], opinion);
    given(sanction, heard)
      .when({ ...decide, months: 13, actor: two })
      .thenRefuses('SANCTION_UNFIT');
    const [decided] = given(sanction, heard)
      .when({ ...decide, actor: two })
      .events();
    expect(decided).toMatchObject({ data: { from: '2026-03-20', until: '2027-03-19' } });
    const now = { ...decide, from: '2026-03-02', actor: two };
    const events = given(sanction, heard).when(now).events();
    expect(events.map(({ type }) => type)).toEqual(['SanctionDecided', 'SanctionTookEffect']);
    for (const from of ['2026-03-01', '2026-06-01'])
      given(sanction, heard)
        .when({ ...now, from })
        .thenRefuses('SANCTION_UNFIT');
    const dropped = then(heard, { type: 'DropSanction', reason: 'Convincing', actor: two });
    given(sanction, dropped)
      .when({ ...decide, actor: two })
      .thenRefuses('SANCTION_NOT_SO');
  });

  it('begins and ends by the clock, and can be stayed or revoked', () => {
    const decided = then([given_], { ...decide, actor: two, now: later });
    const inForce = then(decided, { type: 'PassSanctionClock', clock: 'begin' });
    expect(inForce.at(-1)!.type).toBe('SanctionTookEffect');
    given(sanction, inForce).when({ type: 'PassSanctionClock', clock: 'begin' }).then();
    const stayed = then(inForce, { type: 'StaySanction', reason: 'Court' });
    const resumed = then(stayed, { type: 'ResumeSanction', reason: 'Court' });
    const ended = then(resumed, { type: 'PassSanctionClock', clock: 'end' });
    expect(ended.at(-1)).toMatchObject({ type: 'SanctionEnded', data: { as: 'served' } });
    given(sanction, ended).when({ type: 'PassSanctionClock', clock: 'end' }).then();
    given(sanction, ended).when({ type: 'RevokeSanction', reason: 'x' }).thenRefuses('SANCTION_NOT_SO');
    expect(then(stayed, { type: 'RevokeSanction', reason: 'x' }).at(-1)).toMatchObject({
      data: { as: 'revoked' },
    });
  });

  it('that only costs money is over with its decision', () => {
    const events = then([given_], { ...decide, months: 0, actor: two, now: later });
    expect(events.slice(1).map(({ type }) => type)).toEqual(['SanctionDecided', 'SanctionEnded']);
  });
});
