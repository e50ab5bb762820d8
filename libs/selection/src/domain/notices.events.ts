import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();
const channel = z.enum(['portal', 'email', 'post']);

/**
 * Notices (통지) of a case. The text is not stored: it follows from the definition's template, which never changes, and from who the applicant
 * is, which can be erased.
 */
export const noticesEvents = defineEvents(
  event('NoticeIssued', {
    stored: 'selection.notice-issued',
    version: 1,
    schema: z.object({
      caseId: id,
      /** 1 for the first of the case. */
      notice: z.int(),
      /** Case number with the number of the notice: 2026-FAB-000123-N1. */
      number: z.string(),
      applicationId: id,
      programId: z.string(),
      programVersion: z.int(),
      track: z.string(),
      stage: z.string(),
      run: z.int(),
      /** Outcome of the stage, or `reserve`. */
      result: z.string(),
      /** Of the program's definition, or one that Doyak brings: `doyak:<result>`. */
      template: z.string(),
      /** Reason code. */
      reason: z.string().optional(),
      /** Among the reserves. */
      reserve: z.int().optional(),
      issuedAt: instant,
      /** First instant that is too late for an objection. */
      objectionBefore: instant.optional(),
      channels: z.array(channel),
    }),
  }),
  event('NoticeSent', {
    stored: 'selection.notice-sent',
    version: 1,
    schema: z.object({ caseId: id, notice: z.int(), channel, sentAt: instant, by: id.optional() }),
  }),
  event('NoticeReceived', {
    stored: 'selection.notice-received',
    version: 1,
    schema: z.object({ caseId: id, notice: z.int(), channel, receivedAt: instant, by: id }),
  }),
);

export type NoticesEvent = EventsOf<typeof noticesEvents>;
export type NoticeIssue = Extract<NoticesEvent, { type: 'NoticeIssued' }>['data'];
export type Channel = z.output<typeof channel>;
