const DAY = 86_400_000;

/** Reminders so many days before an end; those that would lie in the past are left out. */
export function instantsBefore(end: string | undefined, days: readonly number[], now: Date): string[] {
  if (end === undefined) return [];
  return [...new Set(days)]
    .map((count) => new Date(Date.parse(end) - count * DAY))
    .filter((at) => at > now)
    .map((at) => at.toISOString())
    .sort();
}
