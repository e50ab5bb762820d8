import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const place = { testReportId: id, caseId: id, stage: z.string(), run: z.int() };
const verdict = z.enum(['conforming', 'nonconforming']);

/** Events of test reports of laboratories (시험성적서) that are stages of their own. */
export const testReportEvents = defineEvents(
  event('TestReportOpened', {
    stored: 'poc-verification.test-report-opened',
    version: 1,
    schema: z.object({
      ...place,
      applicationId: id,
      roundId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      applicant: z.object({ personId: id, organisationId: id.optional() }),
      /** Carries the request to the laboratory. */
      reviewId: id,
      /** Laboratories that the program takes reports of. */
      laboratories: z.array(z.string()),
      /** Ids of the methods, each of which the report must speak of. */
      methods: z.array(z.string()),
      validMonths: z.int(),
    }),
  }),
  event('TestReportAsked', {
    stored: 'poc-verification.test-report-asked',
    version: 1,
    schema: z.object({
      ...place,
      requestId: id,
      organisationId: id,
      /** First instant that is too late. */
      answerBefore: z.iso.datetime(),
    }),
  }),
  event('TestReportIssued', {
    stored: 'poc-verification.test-report-issued',
    version: 1,
    schema: z.object({
      ...place,
      requestId: id,
      organisationId: id,
      number: z.string(),
      /** Number of the report that it replaces. */
      replaces: z.string().optional(),
      /** What was tested, with its version. */
      subject: z.string(),
      environment: z.string(),
      results: z.array(z.object({ method: z.string(), result: verdict, measured: z.string() })),
      /** Conforming: by every method. */
      result: verdict,
      issuedOn: z.iso.date(),
      /** Its last day. */
      validUntil: z.iso.date(),
      reportSha256: z.string(),
      by: id,
    }),
  }),
  event('TestReportDecided', {
    stored: 'poc-verification.test-report-decided',
    version: 1,
    schema: z.object({ ...place, outcome: verdict, decidedBy: z.array(id) }),
  }),
  event('TestReportStopped', {
    stored: 'poc-verification.test-report-stopped',
    version: 1,
    schema: z.object({ ...place, because: z.enum(['case-closed', 'stage-closed']) }),
  }),
);

export type TestReportEvent = EventsOf<typeof testReportEvents>;
type DataOf<Type extends TestReportEvent['type']> = Extract<TestReportEvent, { type: Type }>['data'];
export type TestReportOpening = DataOf<'TestReportOpened'>;
export type TestReportRequest = Omit<DataOf<'TestReportAsked'>, keyof typeof place>;
export type IssuedReport = Omit<DataOf<'TestReportIssued'>, keyof typeof place>;
