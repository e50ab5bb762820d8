import type pg from 'pg';

/** An automated step that is not over, as its worker left word last. */
interface CheckUnderWay {
  readonly stepId: string;
  readonly checker: string;
  /** gathering: its parts are under way; halted: it is paused or needs a person. */
  readonly status: 'waiting' | 'running' | 'gathering' | 'halted';
  readonly attempt: number;
  /** Of a check that fans out: parts that are over, of all. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly waitingSince: Date;
}

/** One step, or those of a case, the one that waits longest first. */
export async function checksUnderWay(
  pool: Pick<pg.Pool, 'query'>,
  of: { readonly stepId: string } | { readonly caseId: string },
): Promise<CheckUnderWay[]> {
  const [column, id] = 'stepId' in of ? ['step_id', of.stepId] : ['case_id', of.caseId];
  const { rows } = await pool.query<CheckUnderWay>(
    `select step_id as "stepId", checker, status, attempt, waiting_since as "waitingSince",
       coalesce((select jsonb_build_object('done', count(*) filter (where i.status in ('done', 'failed')), 'total', count(*))
                 from reviews.items i where i.step_id = w.step_id having count(*) > 0), progress) as progress
     from reviews.work w where ${column} = $1 order by waiting_since, step_id`,
    [id],
  );
  return rows;
}
