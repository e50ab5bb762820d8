import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Certificate, PocEvent, PocOpening, PocTarget, SuiteRef } from './poc.events.js';
import type { Figures } from './figures.js';
import { type Attempt, evolve, type KnownPoc, lastAttempt, lastTarget, type PocState } from './poc.state.js';

export type PocCommand =
  | ({ type: 'OpenPoc' } & PocOpening)
  | { type: 'RegisterTarget'; targetId: string; target: PocTarget }
  | { type: 'ReceiveDeviceResults'; targetId: string; attempt: number; sha256: string; items: number }
  | {
      type: 'StartBenchmark';
      reviewId: string;
      suites: readonly SuiteRef[];
      budget: { requests: number; tokens: number };
    }
  | {
      type: 'RecordMeasurement';
      reviewId: string;
      stepId: string;
      outcome: 'passed' | 'failed';
      figures?: Figures;
      manifest?: string;
    }
  | {
      type: 'AskCertificate';
      reviewId: string;
      requestId: string;
      organisationId: string;
      answerBefore: string;
    }
  | {
      type: 'IssueCertificate';
      certificate: Omit<Certificate, 'by' | 'organisationId' | 'requestId' | 'replaces'>;
      /** Number of the certificate that it replaces. */
      replaces?: string | undefined;
    }
  | { type: 'ExpireCertificate'; number: string }
  | { type: 'ConcludeAttempt'; reviewId: string; outcome: 'passed' | 'failed'; decidedBy: readonly string[] }
  | { type: 'GiveUp'; reason: string }
  | { type: 'StopPoc'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends PocCommand['type']> = Given<Extract<PocCommand, { type: Type }>>;

/**
 * The verification of a model (PoC 성능·신뢰성 검증) in one run of a stage: a target is registered, measured, and held against the thresholds of the
 * program version; a laboratory can have to confirm. What fails may be tried again as often as the definition allows.
 */
export const poc: Decider<PocState, PocCommand, PocEvent> = {
  name: 'poc',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<PocCommand>, state: PocState): PocEvent[] {
  if (command.type === 'OpenPoc') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'PocOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'POC_NOT_FOUND', 'There is no such verification');
  switch (command.type) {
    case 'RegisterTarget':
      return register(command, state);
    case 'ReceiveDeviceResults':
      return receive(command, state);
    case 'StartBenchmark':
      return start(command, state);
    case 'RecordMeasurement':
      return record(command, state);
    case 'AskCertificate':
      return ask(command, state);
    case 'IssueCertificate':
      return issue(command, state);
    case 'ExpireCertificate':
      return expire(command, state);
    case 'ConcludeAttempt':
      return conclude(command, state);
    case 'GiveUp':
      return giveUp(command, state);
    case 'StopPoc':
      if (isOver(state)) return [];
      return [{ type: 'PocStopped', data: { ...placeOfPoc(state), because: command.because } }];
  }
}

const isOver = ({ status }: KnownPoc) => status === 'PASSED' || status === 'FAILED' || status === 'STOPPED';

/** Nothing runs and nothing is decided. */
function refuseUnlessIdle(state: KnownPoc): void {
  if (isOver(state)) throw new Refusal('conflict', 'POC_OVER', `The verification is over: ${state.status}`);
  if (state.status === 'RUNNING')
    throw new Refusal('conflict', 'POC_RUNNING', 'An attempt runs; what it measures stays as it is');
}

function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}

/** An officer who is not on the applicant's side. */
function officer(actor: Actor, { applicant }: KnownPoc): string {
  const by = person(actor);
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  if (own || by === applicant.personId)
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody has the own model measured');
  return by;
}

function register({ targetId, target, actor }: Of<'RegisterTarget'>, state: KnownPoc): PocEvent[] {
  refuseUnlessIdle(state);
  const wanted = state.terms.target === 'on-device' ? 'device' : 'endpoint';
  if (target.kind !== wanted)
    throw new Refusal('rule', 'TARGET_UNFIT', `The program measures ${state.terms.target}`);
  const { deviceClasses } = state.terms;
  if (target.kind === 'device' && deviceClasses && !deviceClasses.includes(target.deviceClass))
    throw new Refusal('rule', 'TARGET_UNFIT', `The challenge is for ${deviceClasses.join(', ')}`, [
      {
        pointer: '/deviceClass',
        code: 'NOT_OF_CHALLENGE',
        detail: `must be one of ${deviceClasses.join(', ')}`,
      },
    ]);
  const revision = state.targets.length + 1;
  return [
    { type: 'PocTargetRegistered', data: { ...placeOfPoc(state), targetId, revision, target, by: actor.id } },
  ];
}

function receive(
  { targetId, attempt, sha256, items, actor }: Of<'ReceiveDeviceResults'>,
  state: KnownPoc,
): PocEvent[] {
  refuseUnlessIdle(state);
  const known = lastTarget(state);
  if (known?.target.kind !== 'device')
    throw new Refusal('conflict', 'TARGET_MISSING', 'No device is registered');
  if (known.targetId !== targetId)
    throw new Refusal('conflict', 'TARGET_SUPERSEDED', 'Another device has been registered since');
  if (attempt !== state.attempts.length + 1)
    throw new Refusal(
      'conflict',
      'ATTEMPT_UNFIT',
      `The results must be for attempt ${state.attempts.length + 1}`,
    );
  if (state.deviceResults?.sha256 === sha256) return [];
  const data = { ...placeOfPoc(state), targetId, attempt, sha256, items, by: actor.id };
  return [{ type: 'DeviceResultsReceived', data }];
}

function start({ reviewId, suites, budget, actor }: Of<'StartBenchmark'>, state: KnownPoc): PocEvent[] {
  refuseUnlessIdle(state);
  const by = officer(actor, state);
  const known = lastTarget(state);
  if (!known) throw new Refusal('conflict', 'TARGET_MISSING', 'No target is registered');
  if (known.target.kind === 'device' && !state.deviceResults)
    throw new Refusal('conflict', 'RESULTS_MISSING', 'The device has sent no results for this attempt');
  const attempt = state.attempts.length + 1;
  const sent = state.deviceResults && { deviceResults: state.deviceResults.sha256 };
  const data = { ...placeOfPoc(state), attempt, reviewId, targetId: known.targetId, budget, ...sent, by };
  return [{ type: 'BenchmarkStarted', data: { ...data, suites: [...suites] } }];
}

/** The attempt that runs, if it is this review's. */
function running(state: KnownPoc, reviewId: string): Attempt | undefined {
  const last = lastAttempt(state);
  return state.status === 'RUNNING' && last?.reviewId === reviewId ? last : undefined;
}

function record(command: Of<'RecordMeasurement'>, state: KnownPoc): PocEvent[] {
  const { reviewId, stepId, outcome, figures, manifest } = command;
  const attempt = running(state, reviewId);
  if (!attempt || attempt.measured?.stepId === stepId) return [];
  const data = { ...placeOfPoc(state), attempt: attempt.attempt, stepId, outcome, figures, manifest };
  return [{ type: 'BenchmarkMeasured', data }];
}

function ask(command: Of<'AskCertificate'>, state: KnownPoc): PocEvent[] {
  const { reviewId, requestId, organisationId, answerBefore } = command;
  const attempt = running(state, reviewId);
  if (!attempt || attempt.asked?.requestId === requestId) return [];
  const data = { ...placeOfPoc(state), attempt: attempt.attempt, requestId, organisationId, answerBefore };
  return [{ type: 'CertificateAsked', data }];
}

/**
 * Whether the laboratory may answer still is decided by the request itself, before this: its answer can end the attempt, and what is certified is
 * recorded all the same.
 */
function issue({ certificate, replaces, actor, now }: Of<'IssueCertificate'>, state: KnownPoc): PocEvent[] {
  const attempt = lastAttempt(state);
  if (!attempt?.asked)
    throw new Refusal('conflict', 'NO_CERTIFICATE_ASKED', 'No laboratory has been asked for a certificate');
  const { organisationId, requestId } = attempt.asked;
  if (actor.organisationId !== organisationId)
    throw new Refusal('forbidden', 'NOT_THE_PARTNER', 'Only the laboratory that was asked may issue it');
  const { target } = state.targets.find((one) => one.targetId === attempt.targetId)!;
  if (certificate.modelDigest !== target.modelDigest)
    throw new Refusal('rule', 'CERTIFICATE_UNFIT', 'The certificate is for another model', [
      { pointer: '/modelDigest', code: 'OTHER_MODEL', detail: `must be ${target.modelDigest}` },
    ]);
  if (certificate.validUntil < certificate.issuedOn || endOfDay(certificate.validUntil) <= now)
    throw new Refusal('rule', 'CERTIFICATE_UNFIT', 'The certificate is not valid any more', [
      { pointer: '/validUntil', code: 'PAST', detail: 'must be a day to come' },
    ]);
  const { certificate: before } = attempt;
  if (before && before.number === certificate.number && before.reportSha256 === certificate.reportSha256)
    return [];
  if (before && before.number !== replaces)
    throw new Refusal('conflict', 'CERTIFICATE_ISSUED', `The certificate ${before.number} has been issued`);
  if (!before && replaces !== undefined)
    throw new Refusal('rule', 'CERTIFICATE_UNFIT', 'It replaces a certificate that there is not');
  const data = {
    ...placeOfPoc(state),
    attempt: attempt.attempt,
    ...certificate,
    ...(replaces !== undefined && { replaces }),
    organisationId,
    requestId,
    by: actor.id,
  };
  return [{ type: 'CertificateIssued', data }];
}

function expire({ number, now }: Of<'ExpireCertificate'>, state: KnownPoc): PocEvent[] {
  const found = state.attempts.find(({ certificate }) => certificate?.number === number)?.certificate;
  if (!found || found.expired) return [];
  if (now < endOfDay(found.validUntil))
    throw new Refusal('conflict', 'CERTIFICATE_VALID', 'The certificate is valid still');
  const { validUntil } = found;
  return [{ type: 'CertificateExpired', data: { ...placeOfPoc(state), number, validUntil } }];
}

function conclude({ reviewId, outcome, decidedBy }: Of<'ConcludeAttempt'>, state: KnownPoc): PocEvent[] {
  const attempt = running(state, reviewId);
  if (!attempt) return [];
  const place = placeOfPoc(state);
  const left = outcome === 'passed' ? 0 : Math.max(0, state.terms.attempts - attempt.attempt);
  const ended = { ...place, attempt: attempt.attempt, outcome, decidedBy: [...decidedBy], left };
  const events: PocEvent[] = [{ type: 'PocAttemptConcluded', data: ended }];
  if (left === 0) events.push({ type: 'PocDecided', data: { ...place, outcome, decidedBy: [...decidedBy] } });
  return events;
}

function giveUp({ reason, actor }: Of<'GiveUp'>, state: KnownPoc): PocEvent[] {
  refuseUnlessIdle(state);
  const by = officer(actor, state);
  const data = { ...placeOfPoc(state), outcome: 'failed' as const, reason, decidedBy: [by] };
  return [{ type: 'PocDecided', data }];
}

/** The first instant after a day in Seoul, which is nine hours ahead of UTC all year. */
export function endOfDay(day: string): Date {
  return new Date(`${day}T15:00:00Z`);
}

export function placeOfPoc({ pocId, caseId, stage, run }: PocOpening) {
  return { pocId, caseId, stage, run };
}
