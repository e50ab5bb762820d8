import { z } from 'zod';
import { figuresSchema } from '../domain/figures.js';
import type { ItemRecord } from '../domain/item-record.js';
import type { Attempt, KnownPoc, Measured } from '../domain/poc.state.js';
import { attemptView, viewAttempt, viewTarget, targetView } from '../read-models/poc-page/poc-view.js';
import { histogramOf } from './histogram.js';
import { sentenceOf } from './sentences.js';

const histogram = z.object({ width: z.int().describe('Microseconds'), counts: z.array(z.int()) });

/** The report of an attempt (검증 결과보고서). */
export const reportSchema = z
  .object({
    pocId: z.uuid(),
    caseId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    track: z.string(),
    stage: z.string(),
    attempt: z.int(),
    outcome: z.enum(['passed', 'failed']).nullable(),
    target: targetView,
    figures: figuresSchema,
    verdicts: z.array(z.object({ task: z.string(), met: z.boolean(), ko: z.string(), en: z.string() })),
    latency: z
      .object({ firstToken: histogram, endToEnd: histogram })
      .describe('Of all items that were answered'),
    manifest: z.string().nullable(),
    certificate: attemptView.shape.certificate,
  })
  .meta({ id: 'PocReport' });
export type AttemptReport = z.output<typeof reportSchema>;

export function reportOf(
  state: KnownPoc,
  attempt: Attempt,
  { figures }: { figures: NonNullable<Measured['figures']> },
  records: readonly ItemRecord[],
): AttemptReport {
  const { pocId, caseId, programId, programVersion, track, stage, targets } = state;
  const { manifest, certificate } = viewAttempt(attempt);
  const times = (key: 'firstTokenUs' | 'endToEndUs') => records.flatMap((one) => one[key] ?? []);
  const [first, whole] = [times('firstTokenUs'), times('endToEndUs')];
  const most = whole.reduce((longest, one) => Math.max(longest, one), 0);
  return {
    ...{ pocId, caseId, programId, programVersion, track, stage, attempt: attempt.attempt },
    outcome: attempt.outcome ?? null,
    target: viewTarget(targets.find(({ targetId }) => targetId === attempt.targetId)!),
    figures,
    verdicts: figures.suites.flatMap(({ task, verdicts }) =>
      verdicts.map((verdict) => ({ task, met: verdict.met, ...sentenceOf(verdict) })),
    ),
    latency: { firstToken: histogramOf(first, most), endToEnd: histogramOf(whole, most) },
    manifest,
    certificate,
  };
}
