import { z } from 'zod';
import type { CaseLine } from './case-list.js';

const stage = z.object({
  stage: z.string(),
  kind: z.string(),
  status: z.enum(['ready', 'open', 'closed']).describe('ready: waits for an operator'),
  outcome: z.string().optional(),
  endsBefore: z
    .string()
    .optional()
    .describe('First instant that is too late; absent while its clock is paused'),
});

export const caseView = z
  .object({
    id: z.uuid(),
    number: z.string().describe('2026-FAB-000123'),
    applicationId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    roundId: z.uuid(),
    track: z.string(),
    title: z.string(),
    status: z.enum(['open', 'held', 'closed']),
    outcome: z.string().nullable(),
    responsible: z.uuid().nullable(),
    stages: z.array(stage),
    due: z.string().nullable().describe('The nearest deadline of its open stages'),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'Case' });

export function viewCase(line: CaseLine): z.input<typeof caseView> {
  return {
    id: line.case_id,
    number: line.number,
    applicationId: line.application_id,
    programId: line.program_id,
    programVersion: line.program_version,
    roundId: line.round_id,
    track: line.track,
    title: line.title,
    status: line.status,
    outcome: line.outcome,
    responsible: line.responsible,
    stages: [...line.stages],
    due: line.due,
    openedAt: line.opened_at,
    closedAt: line.closed_at,
    version: line.version,
  };
}
