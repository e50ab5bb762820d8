/** Times of the work on automated steps, in ms. The defaults fit production; tests shorten them. */
export class ReviewTuning {
  /** A worker that has not renewed its lease for this long is taken for dead. */
  readonly leaseMs: number = 30_000;
  /** How often leases are renewed, and how soon a worker notices that it is to stop. */
  readonly watchMs: number = 1_000;
  /** How often what waits is looked for where nothing wakes this process. */
  readonly lookMs: number = 500;
  /** Work that waits, or runs without progress, for longer counts as stuck. */
  readonly stuckMs: number = 15 * 60_000;

  /** How often stuck work is looked for. */
  readonly alarmMs: number = 60_000;

  constructor(changes: Partial<ReviewTuning> = {}) {
    Object.assign(this, changes);
  }
}
