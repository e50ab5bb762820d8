import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashOf, textOf } from './agreement-document.js';
import type { AgreementEvent } from './agreement.events.js';
import { agreement, type AgreementCommand } from './agreement.js';
import {
  after,
  applicant,
  buyer,
  document,
  draft,
  drafted,
  known,
  offer,
  officer,
  person,
  second,
  stranger,
  system,
  uuid,
} from './agreement.test-support.js';

const sign = (number = 1, change = {}): AgreementCommand => ({
  ...{ type: 'SignAgreement', sha256: hashOf(document(number, change)), endsOn: '2027-03-02' },
});
const decline: AgreementCommand = { type: 'DeclineAgreement', reason: 'The own share is too high' };
const govern = (verb: 'Suspend' | 'Resume' | 'Terminate' | 'Complete'): AgreementCommand => ({
  ...{ type: `${verb}Agreement`, reason: 'Inquiry' },
});
const offered = after(drafted, [officer, offer()]);
const inForce = after(offered, [applicant, sign()], [buyer, sign()], [second, sign()]);

describe('An agreement', () => {
  it('is a text whose hash depends on every term', () => {
    expect(JSON.parse(textOf(document()))).toEqual(document());
    expect(hashOf(document())).toBe(hashOf({ ...document() }));
    expect(hashOf(document(1, { amount: 101 }))).not.toBe(hashOf(document()));
  });

  it('is drafted once, and offered by an officer to the parties that the program asks for', () => {
    given(agreement, drafted)
      .when({ type: 'DraftAgreement', ...draft })
      .then();
    const { parties } = document();
    const offers = (change: object, actor: Actor = officer) =>
      given(agreement, drafted).when({ ...offer(1, change), actor });
    const missing = offers({ parties: parties.slice(1) }).thenRefuses('PARTIES_UNFIT');
    expect(missing.violations).toMatchObject([{ pointer: '/parties/applicant', code: 'MISSING' }]);
    offers({ parties: [...parties, { party: 'friend', organisationId: uuid(50) }] }).thenRefuses(
      'PARTIES_UNFIT',
    );
    offers({ parties: parties.map((one) => ({ ...one, organisationId: uuid(11) })) }).thenRefuses(
      'PARTY_TWICE',
    );
    offers({}, person(12, uuid(11))).thenRefuses('OWN_APPLICATION');
    offers({}, system).thenRefuses('PERSON_NEEDED');
    expect(known(offered)).toMatchObject({ status: 'OFFERED', offers: [{ sha256: hashOf(document()) }] });
    given(agreement, offered)
      .when({ ...offer(), actor: officer })
      .thenRefuses('DOCUMENT_CHANGED');
    given(agreement, offered)
      .when({ ...offer(2), reason: undefined, actor: officer })
      .thenRefuses('REASON_NEEDED');
  });

  it('is in force once every party has signed the hash by an account of its own', () => {
    given(agreement, offered)
      .when({ ...sign(), actor: stranger })
      .thenRefuses('NOT_A_PARTY');
    given(agreement, offered)
      .when({ ...sign(1, { amount: 1 }), actor: applicant })
      .thenRefuses('DOCUMENT_CHANGED');
    given(agreement, drafted)
      .when({ ...sign(), actor: applicant })
      .thenRefuses('NOTHING_OFFERED');
    const one = after(offered, [applicant, sign()]);
    given(agreement, one)
      .when({ ...sign(), actor: person(12, uuid(11)) })
      .thenRefuses('SIGNED_ALREADY');
    expect(known(one).status).toBe('OFFERED');
    expect(known(inForce)).toMatchObject({ status: 'IN_FORCE', endsOn: '2027-03-02' });
    expect(inForce.at(-1)).toMatchObject({ type: 'AgreementConcluded', data: { number: 1 } });
  });

  it('forgets signatures under a document that is replaced', () => {
    const again = after(offered, [applicant, sign()], [officer, offer(2, { amount: 90 })]);
    given(agreement, again)
      .when({ ...sign(), actor: buyer })
      .thenRefuses('DOCUMENT_CHANGED');
    const signed = after(again, [buyer, sign(2, { amount: 90 })], [officer, sign(2, { amount: 90 })]);
    expect(known(signed).status).toBe('OFFERED');
  });

  it('ends when a party declines it, and goes on when one declines an amendment', () => {
    expect(known(after(offered, [buyer, decline])).status).toBe('DECLINED');
    const amended = after(inForce, [officer, offer(2)], [buyer, decline]);
    expect(known(amended)).toMatchObject({
      status: 'IN_FORCE',
      offers: [{ status: 'concluded' }, { status: 'declined' }],
    });
  });

  it('is amended by a document of its own, signed anew; until then the old one binds', () => {
    const change = { amount: 120 };
    const waits = after(inForce, [officer, offer(2, change)], [applicant, sign(2, change)]);
    expect(known(waits).offers.map(({ status }) => status)).toEqual(['concluded', 'open']);
    const done = after(waits, [buyer, sign(2, change)], [second, sign(2, change)]);
    expect(known(done)).toMatchObject({
      status: 'IN_FORCE',
      offers: [{ status: 'superseded' }, { status: 'concluded' }],
    });
  });

  it('is suspended, resumed, terminated and completed by an officer, with a reason', () => {
    const when = (events: AgreementEvent[], command: AgreementCommand, actor: Actor = officer) =>
      given(agreement, events).when({ ...command, actor });
    when(offered, govern('Suspend')).thenRefuses('AGREEMENT_NOT_SO');
    when(inForce, govern('Resume')).thenRefuses('AGREEMENT_NOT_SO');
    when(inForce, govern('Suspend'), person(12, uuid(11))).thenRefuses('OWN_APPLICATION');
    const suspended = after(inForce, [officer, govern('Suspend')]);
    when(suspended, govern('Complete')).thenRefuses('AGREEMENT_NOT_SO');
    expect(known(after(suspended, [officer, govern('Resume')])).status).toBe('IN_FORCE');
    const terminated = after(suspended, [officer, govern('Terminate')]);
    expect(known(terminated)).toMatchObject({ status: 'TERMINATED', reason: 'Inquiry' });
    when(terminated, govern('Resume')).thenRefuses('AGREEMENT_ENDED');
    expect(known(after(inForce, [officer, govern('Complete')])).status).toBe('COMPLETED');
  });

  it('ends with its stage or case', () => {
    const end = (because: 'case-closed' | 'stage-closed', as: string): AgreementCommand => ({
      ...{ type: 'EndWithCase', because, as },
    });
    const status = (events: AgreementEvent[], command: AgreementCommand) =>
      known(after(events, [system, command])).status;
    expect(status(offered, end('stage-closed', 'not-signed'))).toBe('LAPSED');
    expect(status(inForce, end('stage-closed', 'signed'))).toBe('IN_FORCE');
    // The last signature crossed the deadline of the stage.
    expect(status(inForce, end('stage-closed', 'not-signed'))).toBe('TERMINATED');
    expect(status(inForce, end('case-closed', 'completed'))).toBe('COMPLETED');
    expect(status(inForce, end('case-closed', 'withdrawn'))).toBe('TERMINATED');
  });

  it('whatever the order, binds only what every party has signed', () => {
    const actors = fc.constantFrom(applicant, officer, second, buyer, stranger, system);
    const command = fc.oneof(
      { arbitrary: fc.constantFrom(1, 1, 1, 2, 2, 3).map((n) => sign(n)), weight: 20 },
      fc.constantFrom(1, 2, 3).map((n) => offer(n, {}, n > 1 ? 'Another budget' : undefined)),
      fc.constantFrom('Suspend', 'Resume', 'Terminate').map((verb) => govern(verb as 'Suspend')),
      fc.constant(decline),
    );
    const steps = fc.array(fc.tuple(actors, command), { maxLength: 40, size: 'max' });
    let concluded = 0;
    fc.assert(
      fc.property(steps, (list) => {
        let events = offered;
        for (const [actor, one] of list) {
          try {
            events = after(events, [actor, one]);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const signers = new Map<number, Set<string>>();
        for (const event of events) {
          if (event.type === 'AgreementSigned') {
            const { number, sha256, party, organisationId } = event.data;
            expect(sha256).toBe(hashOf(document(number)));
            const holder = document().parties.find((one) => one.party === party);
            expect(organisationId).toBe(holder!.organisationId);
            signers.set(number, (signers.get(number) ?? new Set()).add(party));
          }
          if (event.type !== 'AgreementConcluded') continue;
          concluded += 1;
          expect(signers.get(event.data.number)).toEqual(new Set(draft.parties));
        }
        const { status } = fold(agreement, events);
        if (status === 'IN_FORCE' || status === 'SUSPENDED')
          expect(known(events).offers.filter((one) => one.status === 'concluded')).toHaveLength(1);
      }),
      { numRuns: 400 },
    );
    expect(concluded).toBeGreaterThan(20);
  });
});
