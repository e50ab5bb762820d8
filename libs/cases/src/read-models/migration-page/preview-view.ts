import { z } from 'zod';
import type { PreviewLine } from './preview-migration.js';

const stage = z.object({
  from: z.string(),
  to: z.string(),
  anew: z.boolean().describe('Begun anew; otherwise finished under the rules it was opened with'),
  endsBefore: z.string().optional().describe('First instant that is too late, by the old version'),
  willEndBefore: z.string().optional().describe('The same by the new version'),
});

export const previewLine = z
  .object({
    caseId: z.uuid(),
    number: z.string(),
    result: z.enum(['moves', 'stays', 'blocked']),
    why: z.enum(['MOVED', 'OTHER_VERSION', 'EXCLUDED', 'CLOSED']).optional().describe('Why it stays'),
    track: z.string().optional(),
    stages: z.array(stage).optional().describe('What becomes of its open stages'),
    opens: z.array(z.string()).optional().describe('Stages that open by themselves under the new version'),
    blocks: z
      .array(z.object({ code: z.string(), stage: z.string().optional(), detail: z.string() }))
      .optional(),
  })
  .meta({ id: 'MigrationPreviewLine' });

export function viewLine({ caseId, number, move }: PreviewLine): z.input<typeof previewLine> {
  const named = { caseId, number, result: move.result };
  if (move.result === 'stays') return { ...named, why: move.why };
  if (move.result === 'blocked') return { ...named, blocks: [...move.blocks] };
  const stages = move.stages.map(({ from, to, anew, deadlineBefore, deadlineAfter }) => ({
    ...{ from, to, anew },
    endsBefore: endOf(deadlineBefore),
    willEndBefore: endOf(deadlineAfter),
  }));
  return { ...named, track: move.track, stages, opens: [...move.opens] };
}

type Known = Extract<PreviewLine['move'], { result: 'moves' }>['stages'][number]['deadlineAfter'];

function endOf(deadline: Known): string | undefined {
  return deadline?.state === 'running' ? deadline.endsBefore.toISOString() : undefined;
}
