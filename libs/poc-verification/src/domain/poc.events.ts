import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';
import { figuresSchema, METRICS } from './figures.js';

const id = z.uuid();
const sha256 = z.string();

/** Which verification of which case an event is about. */
const place = { pocId: id, caseId: id, stage: z.string(), run: z.int() };

const threshold = z.object({
  metric: z.enum(METRICS),
  atLeast: z.int().optional(),
  atMost: z.int().optional(),
});

/** What the program version asks of the stage. */
const terms = z.object({
  target: z.enum(['openai-chat', 'openai-completions', 'on-device']),
  deviceClasses: z.array(z.string()).optional(),
  suites: z.array(z.object({ task: z.string(), samples: z.int(), thresholds: z.array(threshold) })),
  load: z.object({ concurrency: z.int(), requests: z.int() }).optional(),
  attempts: z.int(),
  laboratoryReport: z.boolean(),
});

const model = z.object({
  kind: z.literal('endpoint'),
  /** Base URL of the OpenAI-compatible API, e.g. https://model.example/v1; without credentials. */
  baseUrl: z.string(),
  model: z.string(),
  /** Digest of the weights as the applicant states it, e.g. sha256:…. */
  modelDigest: z.string(),
  quantisation: z.string(),
  hardware: z.string(),
  seed: z.int().optional(),
  concurrency: z.int(),
  requestsPerMinute: z.int().optional(),
  /** A key is kept, sealed, under this id; absent: the endpoint asks for none. */
  keyId: id.optional(),
});
const device = z.object({
  kind: z.literal('device'),
  deviceClass: z.string(),
  /** Make and type, chip, memory, system: as the demand owner describes the device. */
  profile: z.object({ device: z.string(), chip: z.string(), memoryMiB: z.int(), system: z.string() }),
  model: z.string(),
  modelDigest: z.string(),
  quantisation: z.string(),
  /** Ed25519, base64 of 32 bytes: what the device signs its results with. */
  publicKey: z.string(),
});

const suiteRef = z.object({
  task: z.string(),
  version: z.string(),
  sha256,
  samples: z.int(),
  decides: z.boolean(),
});

export const pocEvents = defineEvents(
  event('PocOpened', {
    stored: 'poc-verification.poc-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      terms,
    }),
  }),
  event('PocTargetRegistered', {
    stored: 'poc-verification.target-registered',
    version: 1,
    schema: z.object({
      ...place,
      targetId: id,
      /** 1 for the first. */
      revision: z.int(),
      target: z.discriminatedUnion('kind', [model, device]),
      by: id,
    }),
  }),
  event('DeviceResultsReceived', {
    stored: 'poc-verification.device-results-received',
    version: 1,
    schema: z.object({
      ...place,
      targetId: id,
      attempt: z.int(),
      /** Of the bytes that the device signed. */
      sha256,
      items: z.int(),
      by: id,
    }),
  }),
  event('BenchmarkStarted', {
    stored: 'poc-verification.benchmark-started',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      /** Carries the attempt out; also the seed by which items are chosen. */
      reviewId: id,
      targetId: id,
      suites: z.array(suiteRef),
      budget: z.object({ requests: z.int(), tokens: z.int() }),
      /** Of what a device sent. */
      deviceResults: sha256.optional(),
      by: id,
    }),
  }),
  event('BenchmarkMeasured', {
    stored: 'poc-verification.benchmark-measured',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      stepId: id,
      outcome: z.enum(['passed', 'failed']),
      /** Absent: an officer settled the step without a measurement. */
      figures: figuresSchema.optional(),
      /** SHA-256 over the hashes of all items, in their order. */
      manifest: sha256.optional(),
    }),
  }),
  event('CertificateAsked', {
    stored: 'poc-verification.certificate-asked',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      /** Of the review's step that asks the laboratory. */
      requestId: id,
      organisationId: id,
      /** First instant that is too late. */
      answerBefore: z.iso.datetime(),
    }),
  }),
  event('CertificateIssued', {
    stored: 'poc-verification.certificate-issued',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      requestId: id,
      organisationId: id,
      number: z.string(),
      /** Digest of the model that was tested. */
      modelDigest: z.string(),
      environment: z.string(),
      method: z.string(),
      result: z.enum(['conforming', 'nonconforming']),
      issuedOn: z.iso.date(),
      /** Its last day. */
      validUntil: z.iso.date(),
      /** Number of the certificate that it replaces. */
      replaces: z.string().optional(),
      /** Of the report itself. */
      reportSha256: sha256,
      by: id,
    }),
  }),
  event('CertificateExpired', {
    stored: 'poc-verification.certificate-expired',
    version: 1,
    schema: z.object({ ...place, number: z.string(), validUntil: z.iso.date() }),
  }),
  event('PocAttemptConcluded', {
    stored: 'poc-verification.attempt-concluded',
    version: 1,
    schema: z.object({
      ...place,
      attempt: z.int(),
      outcome: z.enum(['passed', 'failed']),
      decidedBy: z.array(id),
      /** Attempts that are left. */
      left: z.int(),
    }),
  }),
  event('PocDecided', {
    stored: 'poc-verification.poc-decided',
    version: 1,
    schema: z.object({
      ...place,
      outcome: z.enum(['passed', 'failed']),
      /** Of an officer who ended it. */
      reason: personal(z.string()).optional(),
      decidedBy: z.array(id),
    }),
  }),
  event('PocStopped', {
    stored: 'poc-verification.poc-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type PocEvent = EventsOf<typeof pocEvents>;
type DataOf<Type extends PocEvent['type']> = Extract<PocEvent, { type: Type }>['data'];
export type PocOpening = DataOf<'PocOpened'>;
export type PocTerms = PocOpening['terms'];
export type PocTarget = DataOf<'PocTargetRegistered'>['target'];
export type SuiteRef = DataOf<'BenchmarkStarted'>['suites'][number];
export type Certificate = Omit<DataOf<'CertificateIssued'>, 'pocId' | 'caseId' | 'stage' | 'run' | 'attempt'>;
