import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, Followers } from '@doyak/kernel/event-store';
import { z } from 'zod';

/** What became of one of several evaluations. */
export const stepResult = z
  .object({
    evaluationId: z.uuid(),
    caseId: z.uuid(),
    done: z.boolean(),
    excluded: z.array(z.uuid()).describe('Members who were excluded at once: their seats are vacant'),
    refused: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('Why it was not done; null where it was'),
  })
  .meta({ id: 'EvaluationStep' });
export type StepResult = z.output<typeof stepResult>;

interface Line {
  readonly id: string;
  readonly case_id: string;
}

/** How long an answer waits for the lists to know what was done. */
const WAIT = 5_000;

/** One thing done with each of several evaluations. */
@Injectable()
export class EachEvaluation {
  constructor(@Inject(Followers) private readonly followers: Followers) {}

  /** A refusal of one stops none of the others; with a code in `settled` there was nothing left to do. */
  async of(
    lines: readonly Line[],
    work: (id: string) => Promise<Appended>,
    {
      settled = [],
      excludedOf = () => Promise.resolve([]),
    }: { settled?: readonly string[]; excludedOf?: (id: string) => Promise<string[]> } = {},
  ): Promise<StepResult[]> {
    const results: StepResult[] = [];
    let last: string | undefined;
    for (const { id, case_id: caseId } of lines) {
      const of = { evaluationId: id, caseId };
      try {
        const { events } = await work(id);
        last = events.at(-1)?.id ?? last;
        results.push({ ...of, done: true, excluded: await excludedOf(id), refused: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, detail } = error;
        if (settled.includes(code)) continue;
        results.push({ ...of, done: false, excluded: [], refused: { code, detail } });
      }
    }
    if (last !== undefined) await this.followers.waitUntilFollowed(last, WAIT);
    return results;
  }
}
