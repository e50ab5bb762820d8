import { type Actor, fold } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import type { ScreeningEvent } from './screening.events.js';
import { screening, type ScreeningCommand } from './screening.js';
import {
  uuid,
  place,
  applicant,
  ann,
  ben,
  own,
  system,
  judge,
  opening,
  opened,
  after,
  good,
  eligible,
  ineligible,
  propose,
  confirm,
  record,
  ask,
  reply,
} from './screening.test-support.js';

describe('A screening', () => {
  it('opens with what each rule says, once', () => {
    const command: ScreeningCommand = { type: 'OpenScreening', ...opening({ tax: true }), judge };
    given(screening)
      .when({ ...command, actor: system })
      .then(...opened({ tax: true }));
    given(screening, opened()).when(command).then();
  });

  it('finds eligible only who has every rule hold', () => {
    given(screening, opened({ tax: true, size: true }))
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_UNDETERMINED');
    const refused = given(screening, opened({ ...good, tax: false }))
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_FAIL');
    expect(refused.violations).toEqual([{ pointer: '/rules/tax', code: 'FAILS', detail: 'TAX_BAD' }]);
    const data = { ...place, decision: 'ELIGIBLE' as const, note: undefined };
    given(screening, opened(good))
      .when({ ...eligible, actor: ann })
      .then({ type: 'ScreeningDecided', data: { ...data, reasons: [], overruled: [], decidedBy: [ann.id] } });
  });

  it('finds ineligible only for reasons that it bears out', () => {
    const failing = given(screening, opened({ ...good, tax: false }));
    failing.when({ ...ineligible(), actor: ann }).thenRefuses('REASON_NEEDED');
    failing.when({ ...ineligible('SIZE_BAD'), actor: ann }).thenRefuses('REASON_UNFOUNDED');
    failing.when({ ...ineligible('FALSE_STATEMENT'), actor: ann }).thenRefuses('REASON_UNFOUNDED');
    expect(failing.when({ ...ineligible('TAX_BAD'), actor: ann }).events()).toHaveLength(1);
    given(screening, opened(good))
      .when({ ...ineligible('TAX_BAD'), actor: ann })
      .thenRefuses('REASON_UNFOUNDED');
    const silent = after(opened({ tax: true }), [ann, ask]);
    given(screening, opened({ tax: true }))
      .when({ ...ineligible('DOC_MISSING'), actor: ann })
      .thenRefuses('REASON_UNFOUNDED');
    given(screening, silent)
      .when({ ...ineligible('DOC_MISSING'), actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    const lapsed: ScreeningEvent = { type: 'SupplementLapsed', data: { ...place, request: 1 } };
    const decided = given(screening, [...silent, lapsed]).when({ ...ineligible('DOC_MISSING'), actor: ann });
    expect(decided.events()).toHaveLength(1);
  });

  it('lets two persons overrule a failing rule that may be overruled', () => {
    const failing = opened({ ...good, tax: false });
    given(screening, opened(good))
      .when({ ...propose('tax'), actor: ann })
      .thenRefuses('RULE_DOES_NOT_FAIL');
    given(screening, opened({ ...good, strict: false }))
      .when({ ...propose('strict'), actor: ann })
      .thenRefuses('RULE_NOT_OVERRIDABLE');
    given(screening, opened({ ...good, tax: false }, { overruling: 'forbidden' }))
      .when({ ...propose('tax'), actor: ann })
      .thenRefuses('RULE_NOT_OVERRIDABLE');
    const proposed = after(failing, [ann, propose('tax')]);
    given(screening, proposed)
      .when({ ...confirm('tax'), actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(screening, proposed)
      .when({ ...eligible, actor: ben })
      .thenRefuses('RULES_FAIL');
    const confirmed = after(proposed, [ben, confirm('tax')]);
    const [event] = given(screening, confirmed)
      .when({ ...eligible, actor: ann })
      .events();
    expect(event).toMatchObject({ data: { overruled: ['tax'], decidedBy: [ann.id, ben.id] } });
  });

  it('forgets an overruling when a fact of its rule changes', () => {
    const overruled = after(
      opened({ size: true, strict: true }),
      [ann, record({ tax: false })],
      [ann, propose('tax')],
      [ben, confirm('tax')],
    );
    const corrected = after(overruled, [ben, record({ tax: true })], [ann, record({ tax: false })]);
    expect(fold(screening, corrected)).toMatchObject({ overrulings: {} });
    given(screening, corrected)
      .when({ ...eligible, actor: ann })
      .thenRefuses('RULES_FAIL');
  });

  it('lets nobody correct their own record, nor what is known from elsewhere', () => {
    const recorded = after(opened(), [ann, record({ tax: false })]);
    given(screening, recorded)
      .when({ ...record({ tax: true }), actor: ann })
      .thenRefuses('SECOND_PERSON_NEEDED');
    given(screening, recorded)
      .when({ ...record({ tax: false }), actor: ann })
      .then();
    given(screening, opened({ size: false }))
      .when({ ...record({ size: true }), actor: ann })
      .thenRefuses('FACT_NOT_RECORDABLE');
  });

  it('is in nobody’s hands who is on the applicant’s side, nor in those of a key', () => {
    const key: Actor = { ...ann, kind: 'key' };
    for (const command of [eligible, record({ tax: true }), ask, propose('tax')]) {
      const history = given(screening, opened({ ...good, tax: false }));
      history.when({ ...command, actor: own }).thenRefuses('OWN_APPLICATION');
      history.when({ ...command, actor: key }).thenRefuses('PERSON_NEEDED');
    }
  });

  it('asks for supplements as often as the program allows, one at a time', () => {
    const asked = after(opened({ tax: true, strict: true }), [ann, ask]);
    given(screening, asked)
      .when({ ...ask, actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    given(screening, asked)
      .when({ ...eligible, actor: ann })
      .thenRefuses('SUPPLEMENT_AWAITED');
    given(screening, asked)
      .when({ ...reply(), actor: ann })
      .thenRefuses('NOT_THE_APPLICANT');
    given(screening, asked)
      .when({ ...reply({ tax: true }), actor: applicant })
      .thenRefuses('ANSWER_NOT_ASKED');
    given(screening, asked)
      .when({ ...reply(), actor: applicant, now: new Date('2026-03-10T15:00:00.000Z') })
      .thenRefuses('SUPPLEMENT_LATE');
    const answered = after(asked, [applicant, reply()]);
    given(screening, answered)
      .when({ ...ask, actor: ann })
      .thenRefuses('SUPPLEMENTS_USED_UP');
    given(screening, answered)
      .when({ ...reply(), actor: applicant })
      .thenRefuses('NO_SUPPLEMENT_AWAITED');
    expect(
      given(screening, answered)
        .when({ ...eligible, actor: ann })
        .events(),
    ).toHaveLength(1);
  });

  it('lapses a supplement when its time is over, and only then', () => {
    const asked = after(opened(), [ann, ask]);
    const command: ScreeningCommand = { type: 'LapseSupplement', request: 1 };
    given(screening, asked)
      .when({ ...command, actor: system })
      .thenRefuses('SUPPLEMENT_NOT_LATE');
    const now = new Date('2026-03-10T15:00:00.000Z');
    given(screening, asked)
      .when({ ...command, actor: system, now })
      .then({ type: 'SupplementLapsed', data: { ...place, request: 1 } });
    given(screening, after(asked, [applicant, reply()]))
      .when({ ...command, actor: system, now })
      .then();
  });

  it('gives more time for a supplement when a holiday comes, and takes none away', () => {
    const asked = after(opened(), [ann, ask]);
    const extend = (answerBefore: string): ScreeningCommand => ({
      ...{ type: 'ExtendSupplement', request: 1, answerBefore },
    });
    const later = '2026-03-11T15:00:00.000Z';
    const was = '2026-03-10T15:00:00.000Z';
    const extended: ScreeningEvent = {
      type: 'SupplementExtended',
      data: { ...place, request: 1, was, answerBefore: later, because: 'calendar' },
    };
    given(screening, asked)
      .when({ ...extend(later), actor: system })
      .then(extended);
    for (const early of [was, '2026-03-09T15:00:00.000Z'])
      given(screening, asked)
        .when({ ...extend(early), actor: system })
        .then();
    given(screening, after(asked, [applicant, reply()]))
      .when({ ...extend(later), actor: system })
      .then();
    given(screening, [...asked, extended])
      .when({ type: 'LapseSupplement', request: 1, actor: system, now: new Date(was) })
      .thenRefuses('SUPPLEMENT_NOT_LATE');
  });

  it('learns of duplicates, which then found a refusal', () => {
    const match = {
      ...{ caseId: uuid(9), programId: 'other', keys: ['business-number' as const] },
      ...{ standing: 'supported' as const, counts: true },
    };
    const search = { type: 'RecordDuplicates', keys: ['business-number'], matches: [match], judge } as const;
    const events = after(opened({ size: true, strict: true }), [system, { ...search, facts: ['tax'] }]);
    expect(fold(screening, events)).toMatchObject({
      facts: { tax: { value: true, source: 'duplicate-search' } },
    });
    given(screening, events)
      .when({ ...record({ tax: false }), actor: ann })
      .thenRefuses('FACT_NOT_RECORDABLE');
    given(screening, events)
      .when({ ...search, facts: ['tax'], actor: system })
      .then();
    expect(
      given(screening, events)
        .when({ ...ineligible('DUPLICATE_SUPPORT'), actor: ann })
        .events(),
    ).toHaveLength(1);
  });

  it('is closed once it is decided or stopped', () => {
    const decided = after(opened(good), [ann, eligible]);
    given(screening, decided)
      .when({ ...eligible, actor: ben })
      .thenRefuses('SCREENING_CLOSED');
    given(screening, decided).when({ type: 'StopScreening', because: 'stage-closed' }).then();
    const stopped = after(opened(good), [system, { type: 'StopScreening', because: 'case-closed' }]);
    given(screening, stopped)
      .when({ ...reply(), actor: applicant })
      .thenRefuses('SCREENING_CLOSED');
  });
});
