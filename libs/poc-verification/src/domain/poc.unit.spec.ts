import type { Actor } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PocEvent, PocOpening, PocTarget, SuiteRef } from './poc.events.js';
import { poc, type PocCommand } from './poc.js';
import { evolve, type KnownPoc, type PocState } from './poc.state.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number, organisationId?: string): Actor => ({
  ...{ kind: 'person', id: uuid(n), organisationId, authority: 'role:x' },
});
const applicant = person(10, uuid(11));
const officer = person(21, uuid(20));
const laboratory = person(31, uuid(30));
const system: Actor = { kind: 'system', id: 'reaction:x', authority: 'reaction:x' };
const place = { pocId: uuid(1), caseId: uuid(2), stage: 'poc', run: 1 };

const opening = (change: Partial<PocOpening['terms']> = {}): PocOpening => ({
  ...place,
  ...{ applicationId: uuid(3), roundId: uuid(4), programId: 'sample', programVersion: 1, track: 'general' },
  applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  terms: {
    ...{ target: 'openai-chat', attempts: 2, laboratoryReport: false },
    suites: [{ task: 'qa', samples: 10, thresholds: [{ metric: 'exact-match', atLeast: 7_000 }] }],
    ...change,
  },
});
const digest = `sha256:${'a'.repeat(64)}`;
const endpoint: PocTarget = {
  ...{ kind: 'endpoint', baseUrl: 'https://model.example/v1', model: 'm', modelDigest: digest },
  ...{ quantisation: 'int8', hardware: 'one', concurrency: 4 },
};
const device: PocTarget = {
  ...{ kind: 'device', deviceClass: 'notebook', model: 'm', modelDigest: digest, quantisation: 'q4' },
  profile: { device: 'd', chip: 'c', memoryMiB: 8_192, system: 's' },
  publicKey: 'k',
};
const suites: SuiteRef[] = [{ task: 'qa', version: '1', sha256: 'b'.repeat(64), samples: 10, decides: true }];
const budget = { requests: 40, tokens: 10_000 };

const opened = (change: Partial<PocOpening['terms']> = {}): PocEvent => ({
  type: 'PocOpened',
  data: opening(change),
});
const registered = (target: PocTarget = endpoint, revision = 1): PocEvent => ({
  type: 'PocTargetRegistered',
  data: { ...place, targetId: uuid(50 + revision), revision, target, by: applicant.id },
});
const started = (attempt = 1): PocEvent => ({
  type: 'BenchmarkStarted',
  data: {
    ...place,
    attempt,
    reviewId: uuid(60 + attempt),
    targetId: uuid(51),
    suites,
    budget,
    by: officer.id,
  },
});
const asked: PocEvent = {
  type: 'CertificateAsked',
  data: {
    ...place,
    attempt: 1,
    requestId: uuid(70),
    organisationId: uuid(30),
    answerBefore: '2026-09-01T00:00:00.000Z',
  },
};
const certificate = {
  ...{ number: 'TR-1', modelDigest: digest, environment: 'e', method: 'm', result: 'conforming' as const },
  ...{ issuedOn: '2026-03-01', validUntil: '2027-02-28', reportSha256: 'c'.repeat(64) },
};
const conclude = (attempt: number, outcome: 'passed' | 'failed'): PocCommand => ({
  ...{ type: 'ConcludeAttempt', reviewId: uuid(60 + attempt), outcome, decidedBy: [] },
});
const now = new Date('2026-03-02T00:00:00Z');
const as = (actor: Actor) => ({ actor, now });
/** A command as somebody gives it, and what it leads to. */
const on = (history: PocEvent[]) => ({
  when: (command: PocCommand, by: { actor: Actor; now: Date }) => {
    const outcome = given(poc, history).when({ ...command, ...by });
    return {
      then: (events: PocEvent[]) => void outcome.then(...events),
      thenRefuses: (code: string) => void outcome.thenRefuses(code),
    };
  },
});

describe('A verification', () => {
  it('passes with its first attempt that does', () => {
    on([opened(), registered(), started()])
      .when(conclude(1, 'passed'), as(system))
      .then([
        {
          type: 'PocAttemptConcluded',
          data: { ...place, attempt: 1, outcome: 'passed', decidedBy: [], left: 0 },
        },
        { type: 'PocDecided', data: { ...place, outcome: 'passed', decidedBy: [] } },
      ]);
  });

  it('may be tried again as often as the definition says, and then has failed', () => {
    const failed: PocEvent = {
      type: 'PocAttemptConcluded',
      data: { ...place, attempt: 1, outcome: 'failed', decidedBy: [], left: 1 },
    };
    on([opened(), registered(), started()]).when(conclude(1, 'failed'), as(system)).then([failed]);
    on([opened(), registered(), started(), failed, started(2)])
      .when(conclude(2, 'failed'), as(system))
      .then([
        {
          type: 'PocAttemptConcluded',
          data: { ...place, attempt: 2, outcome: 'failed', decidedBy: [], left: 0 },
        },
        { type: 'PocDecided', data: { ...place, outcome: 'failed', decidedBy: [] } },
      ]);
  });

  it('is started by an officer who is not on the side of the applicant, once it has a target and nothing runs', () => {
    const start: PocCommand = { type: 'StartBenchmark', reviewId: uuid(61), suites, budget };
    on([opened()]).when(start, as(officer)).thenRefuses('TARGET_MISSING');
    on([opened(), registered()])
      .when(start, as(person(22, uuid(11))))
      .thenRefuses('OWN_APPLICATION');
    on([opened(), registered()]).when(start, as(system)).thenRefuses('PERSON_NEEDED');
    on([opened(), registered(), started()]).when(start, as(officer)).thenRefuses('POC_RUNNING');
    on([opened(), registered()]).when(start, as(officer)).then([started()]);
    on([opened({ target: 'on-device' }), registered(device)])
      .when(start, as(officer))
      .thenRefuses('RESULTS_MISSING');
  });

  it('measures only what the program names', () => {
    const register = (target: PocTarget): PocCommand => ({
      type: 'RegisterTarget',
      targetId: uuid(51),
      target,
    });
    on([opened()]).when(register(device), as(applicant)).thenRefuses('TARGET_UNFIT');
    on([opened({ target: 'on-device', deviceClasses: ['robot'] })])
      .when(register(device), as(officer))
      .thenRefuses('TARGET_UNFIT');
    on([opened(), registered(), started()])
      .when(register(endpoint), as(applicant))
      .thenRefuses('POC_RUNNING');
  });

  it('takes what a device sent for the next attempt, once', () => {
    const before = [opened({ target: 'on-device' }), registered(device)];
    const receive = (change: object): PocCommand => ({
      ...{ type: 'ReceiveDeviceResults', targetId: uuid(51), attempt: 1, sha256: 'd', items: 3 },
      ...change,
    });
    on(before)
      .when(receive({ attempt: 2 }), as(applicant))
      .thenRefuses('ATTEMPT_UNFIT');
    on(before)
      .when(receive({ targetId: uuid(52) }), as(applicant))
      .thenRefuses('TARGET_SUPERSEDED');
    const sent: PocEvent = {
      type: 'DeviceResultsReceived',
      data: { ...place, targetId: uuid(51), attempt: 1, sha256: 'd', items: 3, by: applicant.id },
    };
    on(before).when(receive({}), as(applicant)).then([sent]);
    on([...before, sent])
      .when(receive({}), as(applicant))
      .then([]);
  });

  it('takes a certificate for the registered model from the laboratory that was asked', () => {
    const before = [opened({ laboratoryReport: true }), registered(), started()];
    const issue = (change: object = {}): PocCommand => ({
      ...{ type: 'IssueCertificate', certificate: { ...certificate, ...change } },
    });
    on(before).when(issue(), as(laboratory)).thenRefuses('NO_CERTIFICATE_ASKED');
    on([...before, asked])
      .when(issue(), as(person(31, uuid(33))))
      .thenRefuses('NOT_THE_PARTNER');
    on([...before, asked])
      .when(issue({ modelDigest: 'sha256:x' }), as(laboratory))
      .thenRefuses('CERTIFICATE_UNFIT');
    on([...before, asked])
      .when(issue({ validUntil: '2026-03-01' }), as(laboratory))
      .thenRefuses('CERTIFICATE_UNFIT');
    const data = {
      ...place,
      attempt: 1,
      ...certificate,
      requestId: uuid(70),
      organisationId: uuid(30),
      by: laboratory.id,
    };
    const issued: PocEvent = { type: 'CertificateIssued', data };
    on([...before, asked])
      .when(issue(), as(laboratory))
      .then([issued]);
    on([...before, asked, issued])
      .when(issue(), as(laboratory))
      .then([]);
    // A correction says what it replaces, whatever it corrects.
    const later = { number: 'TR-2', validUntil: '2027-03-31' };
    on([...before, asked, issued])
      .when(issue(later), as(laboratory))
      .thenRefuses('CERTIFICATE_ISSUED');
    on([...before, asked, issued])
      .when({ ...issue(later), replaces: 'TR-1' } as PocCommand, as(laboratory))
      .then([{ type: 'CertificateIssued', data: { ...data, ...later, replaces: 'TR-1' } }]);
    on([...before, asked])
      .when({ ...issue(later), replaces: 'TR-1' } as PocCommand, as(laboratory))
      .thenRefuses('CERTIFICATE_UNFIT');
    const expire: PocCommand = { type: 'ExpireCertificate', number: 'TR-1' };
    // The last day ends in Seoul, at 15:00 UTC.
    on([...before, asked, issued])
      .when(expire, { actor: system, now: new Date('2027-02-28T14:59:59Z') })
      .thenRefuses('CERTIFICATE_VALID');
    on([...before, asked, issued])
      .when(expire, { actor: system, now: new Date('2027-02-28T15:00:00Z') })
      .then([{ type: 'CertificateExpired', data: { ...place, number: 'TR-1', validUntil: '2027-02-28' } }]);
  });

  it('keeps a measurement of each step once, and none of a review that is not its own', () => {
    const record = (n: number): PocCommand => ({
      ...{ type: 'RecordMeasurement', reviewId: uuid(60 + n), stepId: uuid(80), outcome: 'passed' },
    });
    const measured: PocEvent = {
      type: 'BenchmarkMeasured',
      data: { ...place, attempt: 1, stepId: uuid(80), outcome: 'passed' },
    };
    on([opened(), registered(), started()]).when(record(1), as(system)).then([measured]);
    on([opened(), registered(), started(), measured]).when(record(1), as(system)).then([]);
    on([opened(), registered(), started()]).when(record(2), as(system)).then([]);
  });

  it('never runs more attempts than allowed, and never changes once it is over, whatever is tried in whatever order', () => {
    const tries = fc.array(fc.constantFrom('register', 'start', 'pass', 'fail', 'give-up', 'stop'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), tries, (attempts, wishes) => {
        let state: PocState = evolve({ status: 'none' }, opened({ attempts }));
        let over: string | undefined;
        for (const wish of wishes) {
          const known = state as KnownPoc;
          const [command, actor] = commandOf(wish, known);
          let events: readonly PocEvent[];
          try {
            events = poc.decide({ ...command, now, actor }, known);
          } catch {
            continue;
          }
          if (over !== undefined) expect(events).toEqual([]);
          state = events.reduce(evolve, state);
          const { status } = state as KnownPoc;
          if (['PASSED', 'FAILED', 'STOPPED'].includes(status)) over ??= status;
          if (over !== undefined) expect(status).toBe(over);
          expect((state as KnownPoc).attempts.length).toBeLessThanOrEqual(attempts);
        }
      }),
    );
  });
});

function commandOf(wish: string, { attempts }: KnownPoc): [PocCommand, Actor] {
  const last = attempts.at(-1)?.reviewId ?? uuid(99);
  switch (wish) {
    case 'register':
      return [{ type: 'RegisterTarget', targetId: uuid(51), target: endpoint }, applicant];
    case 'start':
      return [{ type: 'StartBenchmark', reviewId: uuid(61 + attempts.length), suites, budget }, officer];
    case 'give-up':
      return [{ type: 'GiveUp', reason: 'x' }, officer];
    case 'stop':
      return [{ type: 'StopPoc', because: 'case-closed' }, system];
    default:
      return [
        {
          type: 'ConcludeAttempt',
          reviewId: last,
          outcome: wish === 'pass' ? 'passed' : 'failed',
          decidedBy: [],
        },
        system,
      ];
  }
}
