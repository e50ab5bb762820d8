/** Wrong passwords in a row before the first lock. */
const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;

/**
 * How long sign-in is locked after so many wrong passwords in a row, in ms; 0: not. It doubles from one minute to one hour and
 * always ends by itself: a lock without end would let anybody shut out the last administrator.
 */
export function lockAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_FAILURES));
}
