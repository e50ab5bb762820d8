import { type Actor, fold, Refusal } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RegistrationEvent } from './registration.events.js';
import { registration, type RegistrationCommand } from './registration.js';
import {
  after,
  applicant,
  application,
  applied,
  apply,
  asked,
  convene,
  designated,
  extend,
  inReview,
  known,
  officer,
  on,
  opened,
  service,
  serviceSays,
  system,
  TODAY,
  uuid,
  votes,
} from './registration.test-support.js';
import { lastDayOfTerm } from './validity.js';

const when = (
  events: RegistrationEvent[],
  command: RegistrationCommand,
  actor: Actor = officer,
  day = TODAY,
) => given(registration, events).when({ ...command, actor, now: on(day) });
const number = (productId: string, listNumber?: string, ofService = true): RegistrationCommand => ({
  ...{ type: 'NumberProduct', productId, listNumber, ofService },
});
const govern = (type: 'SuspendDesignation' | 'LiftSuspension'): RegistrationCommand => ({
  type,
  reason: 'Defects',
});
const cancel: RegistrationCommand = { type: 'CancelDesignation', ground: 'IP_LOST', reason: 'Patent lapsed' };

describe('A procurement registration', () => {
  it('is applied for by the applicant alone, by an open route, and may be changed until the committee is convened', () => {
    when(opened(), apply, officer).thenRefuses('NOT_THE_APPLICANT');
    when(opened(), apply, system).thenRefuses('PERSON_NEEDED');
    const other = { ...application, product: { ...application.product, classification: '43230004' } };
    const refused = when(opened(), { type: 'ApplyForDesignation', application: other }, applicant);
    expect(refused.thenRefuses('ROUTE_UNFIT').violations).toMatchObject([{ code: 'CLASSIFICATION_UNFIT' }]);
    expect(known(after(applied, [applicant, apply])).status).toBe('APPLIED');
    when(inReview, apply, applicant).thenRefuses('REGISTRATION_NOT_SO');
    const back: RegistrationCommand = { type: 'SendBack', reason: 'Which version?' };
    when(applied, back, applicant).thenRefuses('OWN_APPLICATION');
    expect(known(after(applied, [officer, back]))).toMatchObject({
      status: 'OPEN',
      reason: 'Which version?',
    });
    when(opened(), convene).thenRefuses('REGISTRATION_NOT_SO');
    when(applied, convene, applicant).thenRefuses('OWN_APPLICATION');
  });

  it('is refused where the committee is against it, and asks the procurement service where it is in favour', () => {
    const refused = after(inReview, [system, votes(false)]);
    expect(known(refused)).toMatchObject({ status: 'REFUSED', refusedBecause: 'committee' });
    expect(known(asked)).toMatchObject({ status: 'REVIEW', sessions: [{ reviewId: uuid(201) }] });
    when(inReview, serviceSays(true), system).then();
    expect(known(after(asked, [system, serviceSays(false)]))).toMatchObject({
      ...{ status: 'REFUSED', refusedBecause: 'procurement-service' },
    });
    expect(known(designated)).toMatchObject({
      ...{ status: 'DESIGNATED', designation: { validFrom: TODAY, validUntil: '2029-07-21' } },
    });
  });

  it('rests on a vote that stands: one that falls before the answer is voted on again, one after it is questioned', () => {
    const fell = after(asked, [system, votes(undefined)]);
    when(fell, serviceSays(true), system).then();
    const again = after(fell, [officer, convene]);
    when(again, serviceSays(true), system).then();
    when(again, votes(true, 1), system).then();
    const voted = after(again, [system, votes(true, 2)], [system, serviceSays(true, 2)]);
    expect(known(voted).status).toBe('DESIGNATED');
    when(asked, convene).thenRefuses('REGISTRATION_NOT_SO');
    const questioned = after(designated, [system, votes(false)]);
    expect(known(questioned)).toMatchObject({ status: 'DESIGNATED', sessions: [{ overturned: true }] });
    when(questioned, convene).thenRefuses('REGISTRATION_NOT_SO');
  });

  it('gets one number, of its classification, from the procurement service or an officer', () => {
    when(asked, number('24681012'), service).thenRefuses('NOT_DESIGNATED');
    when(designated, number('2468101'), service).thenRefuses('LIST_NUMBER_UNFIT');
    when(designated, number('24681012', '4323230524681012'), service).thenRefuses('LIST_NUMBER_UNFIT');
    when(designated, number('24681012', undefined, false), applicant).thenRefuses('OWN_APPLICATION');
    const numbered = after(designated, [service, number('24681012', '4323230424681012')]);
    expect(known(numbered).designation).toMatchObject({ listNumber: '4323230424681012' });
    when(numbered, number('24681012'), service).then();
    when(numbered, number('24681013'), service).thenRefuses('PRODUCT_NUMBERED');
    const claim = { name: 'procurement-list-number', key: '4323230424681012' };
    expect(registration.claims!(numbered.at(-1)!, known(designated))).toEqual({ take: [claim] });
  });

  it('is extended in its last days, by one year and by two, and never again', () => {
    when(designated, extend, officer, '2029-01-21').thenRefuses('EXTENSION_TOO_EARLY');
    when(designated, extend, applicant, '2029-07-01').thenRefuses('OWN_APPLICATION');
    when(designated, extend, officer, '2029-07-22').thenRefuses('DESIGNATION_ENDED');
    const once = after(designated, [officer, extend, '2029-07-21']);
    expect(known(once)).toMatchObject({ status: 'EXTENDED', designation: { validUntil: '2030-07-21' } });
    const twice = after(once, [officer, extend, '2030-03-01']);
    expect(known(twice).designation).toMatchObject({ validUntil: '2032-07-21', extensions: [1, 2] });
    when(twice, extend, officer, '2032-07-01').thenRefuses('NO_EXTENSION_LEFT');
  });

  it('is suspended and lifted, and is what it was before', () => {
    const suspended = after(designated, [officer, govern('SuspendDesignation')]);
    when(suspended, extend, officer, '2029-07-01').thenRefuses('DESIGNATION_NOT_SO');
    when(designated, govern('LiftSuspension')).thenRefuses('DESIGNATION_NOT_SO');
    expect(known(after(suspended, [officer, govern('LiftSuspension')])).status).toBe('DESIGNATED');
    const extended = after(designated, [officer, extend, '2029-07-01']);
    const lifted = after(
      extended,
      [officer, govern('SuspendDesignation'), '2029-07-02'],
      [officer, govern('LiftSuspension'), '2029-07-03'],
    );
    expect(known(lifted).status).toBe('EXTENDED');
  });

  it('is cancelled by an officer, renounced by the applicant, and then over', () => {
    when(designated, cancel, applicant).thenRefuses('OWN_APPLICATION');
    const cancelled = after(designated, [officer, cancel]);
    expect(known(cancelled)).toMatchObject({ status: 'CANCELLED', cancelledFor: 'IP_LOST' });
    when(cancelled, govern('SuspendDesignation')).thenRefuses('DESIGNATION_ENDED');
    const renounce: RegistrationCommand = { type: 'RenounceDesignation', reason: 'No longer made' };
    when(designated, renounce).thenRefuses('NOT_THE_APPLICANT');
    expect(known(after(designated, [applicant, renounce])).cancelledFor).toBe('WITHDRAWAL');
  });

  it('is noticed once for each date, and expires after its last day; timers of before an extension change nothing', () => {
    const validUntil = '2029-07-21';
    const notice: RegistrationCommand = { type: 'NoticeExpiry', daysBefore: 90, validUntil };
    const expire: RegistrationCommand = { type: 'ExpireDesignation', validUntil };
    const noticed = after(designated, [system, notice, '2029-04-20']);
    when(noticed, notice, system).then();
    given(registration, noticed)
      .when({ ...expire, actor: system, now: new Date('2029-07-21T23:59:59.999+09:00') })
      .thenRefuses('NOT_EXPIRED_YET');
    const expired = after(noticed, [system, expire, '2029-07-22']);
    expect(known(expired).status).toBe('EXPIRED');
    when(expired, expire, system, '2029-07-22').then();
    const extended = after(noticed, [officer, extend, '2029-07-01']);
    when(extended, expire, system, '2029-07-22').then();
    when(extended, notice, system).then();
    expect(known(extended).designation!.noticed).toEqual([]);
  });

  it('stops with its stage or case before it is decided, and lives on afterwards', () => {
    const stop: RegistrationCommand = { type: 'StopRegistration', because: 'case-closed' };
    for (const events of [opened(), applied, inReview])
      expect(known(after(events, [system, stop])).status).toBe('STOPPED');
    when(designated, stop, system).then();
  });

  it('takes what was applied for along when its stage is taken up again', () => {
    expect(known(opened({ run: 2, carried: application }))).toMatchObject({ status: 'APPLIED', application });
  });

  it('whatever the order: designated once, never valid beyond six years, and its claim is held while it is under review or alive', () => {
    const day = fc.date({ min: on('2026-07-22'), max: on('2034-12-31'), noInvalidDate: true });
    const validUntil = (events: RegistrationEvent[]) => known(events).designation?.validUntil ?? '2029-07-21';
    const command = fc.oneof(
      { arbitrary: fc.constant(extend), weight: 6 },
      fc.constantFrom<RegistrationCommand>(apply, convene, cancel, govern('SuspendDesignation')),
      fc.constantFrom<RegistrationCommand>(govern('LiftSuspension'), number('24681012'), number('24681013')),
      fc.constantFrom(votes(true), votes(false), votes(undefined), votes(true, 2), votes(false, 2)),
      { arbitrary: fc.constantFrom(serviceSays(true), serviceSays(true, 2), serviceSays(false)), weight: 3 },
      fc.constant<RegistrationCommand>({ type: 'ExpireDesignation', validUntil: '' }),
    );
    const actor = fc.constantFrom(officer, officer, officer, applicant, system);
    const starts = fc.constantFrom(asked, asked, designated, inReview, applied);
    let extended = 0;
    fc.assert(
      fc.property(
        starts,
        fc.array(fc.tuple(actor, command, day), { maxLength: 25, size: 'max' }),
        (start, list) => {
          let events = start;
          const inTime = list.toSorted(([, , one], [, , other]) => one.getTime() - other.getTime());
          for (const [who, what, now] of inTime) {
            const meant =
              what.type === 'ExpireDesignation' ? { ...what, validUntil: validUntil(events) } : what;
            try {
              const given = { ...meant, actor: who, now };
              events = [...events, ...registration.decide(given, fold(registration, events))];
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
            }
          }
          const of = (type: RegistrationEvent['type']) => events.filter((event) => event.type === type);
          expect(of('ProductDesignated').length).toBeLessThanOrEqual(1);
          expect(of('ProductNumbered').length).toBeLessThanOrEqual(1);
          const { designation } = known(events);
          if (designation)
            expect(designation.validUntil <= lastDayOfTerm(designation.validFrom, 6)).toBe(true);
          extended += of('DesignationExtended').length;
          expect(held(events)).toBe(
            ['REVIEW', 'DESIGNATED', 'EXTENDED', 'SUSPENDED'].includes(known(events).status),
          );
        },
      ),
      { numRuns: 500 },
    );
    expect(extended).toBeGreaterThan(10);
  });
});

/** Whether the application's claim is held after these events; it is never taken twice nor given back twice. */
function held(events: RegistrationEvent[]): boolean {
  let taken = false;
  events.forEach((event, at) => {
    const { take = [], release = [] } = registration.claims!(event, fold(registration, events.slice(0, at)));
    if (take.some(({ name }) => name === 'procurement-designation')) {
      expect(taken).toBe(false);
      taken = true;
    }
    if (release.length > 0) {
      expect(taken).toBe(true);
      taken = false;
    }
  });
  return taken;
}
