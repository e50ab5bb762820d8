import { z } from 'zod';
import { figuresSchema, METRICS } from '../../domain/figures.js';
import type { Attempt, KnownPoc, RegisteredTarget } from '../../domain/poc.state.js';
import { pocStatus } from '../poc-list/list-pocs.controller.js';

const threshold = z.object({
  metric: z.enum(METRICS),
  atLeast: z.int().optional(),
  atMost: z.int().optional(),
});

export const targetView = z.object({
  targetId: z.uuid(),
  revision: z.int(),
  kind: z.enum(['endpoint', 'device']),
  model: z.string(),
  modelDigest: z.string(),
  quantisation: z.string(),
  baseUrl: z.string().nullable().describe('Of an endpoint'),
  hardware: z.string().nullable().describe('Of an endpoint'),
  hasKey: z.boolean().describe('Whether a key is kept for it; it is never shown'),
  deviceClass: z.string().nullable(),
  device: z
    .object({ device: z.string(), chip: z.string(), memoryMiB: z.int(), system: z.string() })
    .nullable(),
});

const certificate = z.object({
  number: z.string(),
  organisationId: z.uuid(),
  result: z.enum(['conforming', 'nonconforming']),
  environment: z.string(),
  method: z.string(),
  issuedOn: z.string(),
  validUntil: z.string(),
  replaces: z.string().nullable().describe('Number of the certificate in whose place it came'),
  reportSha256: z.string(),
  expired: z.boolean(),
});

export const attemptView = z
  .object({
    attempt: z.int(),
    reviewId: z.uuid().describe('Its steps: GET /v1/reviews/{id}'),
    targetId: z.uuid(),
    suites: z.array(
      z.object({
        task: z.string(),
        version: z.string(),
        sha256: z.string(),
        samples: z.int(),
        decides: z.boolean(),
      }),
    ),
    outcome: z.enum(['passed', 'failed']).nullable(),
    figures: figuresSchema.nullable(),
    manifest: z.string().nullable().describe('SHA-256 over the hashes of all items'),
    asked: z
      .object({ requestId: z.uuid(), organisationId: z.uuid(), answerBefore: z.string() })
      .nullable()
      .describe('What a laboratory has been asked'),
    certificate: certificate.nullable(),
  })
  .meta({ id: 'PocAttempt' });

export const pocView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: pocStatus,
    target: z.string(),
    deviceClasses: z.array(z.string()),
    suites: z.array(z.object({ task: z.string(), samples: z.int(), thresholds: z.array(threshold) })),
    attemptsAllowed: z.int(),
    laboratoryReport: z.boolean(),
    targets: z.array(targetView),
    attempts: z.array(attemptView),
    reason: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Poc' });

export function viewOf(state: KnownPoc): Omit<z.input<typeof pocView>, 'version'> {
  const { caseId, applicationId, programId, programVersion, track, stage, run, status, terms } = state;
  return {
    id: state.pocId,
    ...{ caseId, applicationId, programId, programVersion, track, stage, run, status },
    ...{ target: terms.target, deviceClasses: [...(terms.deviceClasses ?? [])] },
    suites: terms.suites.map(({ task, samples, thresholds }) => ({
      task,
      samples,
      thresholds: [...thresholds],
    })),
    ...{ attemptsAllowed: terms.attempts, laboratoryReport: terms.laboratoryReport },
    targets: state.targets.map(viewTarget),
    attempts: state.attempts.map(viewAttempt),
    reason: state.reason ?? null,
  };
}

/** What is shown of a target; never its key. */
export function viewTarget({ targetId, revision, target: of }: RegisteredTarget): z.input<typeof targetView> {
  const { kind, model, modelDigest, quantisation } = of;
  const base = { targetId, revision, kind, model, modelDigest, quantisation };
  if (of.kind === 'device')
    return {
      ...{ ...base, baseUrl: null, hardware: null, hasKey: false },
      ...{ deviceClass: of.deviceClass, device: of.profile },
    };
  return {
    ...{ ...base, baseUrl: of.baseUrl, hardware: of.hardware, hasKey: of.keyId !== undefined },
    ...{ deviceClass: null, device: null },
  };
}

export function viewAttempt(one: Attempt): z.input<typeof attemptView> {
  const { attempt, reviewId, targetId, suites, outcome, measured, asked, certificate: issued } = one;
  return {
    ...{ attempt, reviewId, targetId, suites: [...suites], outcome: outcome ?? null },
    ...{ figures: measured?.figures ?? null, manifest: measured?.manifest ?? null, asked: asked ?? null },
    certificate: issued
      ? {
          ...{ number: issued.number, organisationId: issued.organisationId, result: issued.result },
          ...{ environment: issued.environment, method: issued.method, issuedOn: issued.issuedOn },
          replaces: issued.replaces ?? null,
          ...{ validUntil: issued.validUntil, reportSha256: issued.reportSha256, expired: issued.expired },
        }
      : null,
  };
}
