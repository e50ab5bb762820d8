/** What a partner is asked, as the message says it. */
export interface Asked {
  readonly requestId: string;
  readonly step: string;
  readonly outcomes: readonly string[];
}

/** What people at the partners decide, by step: in turn, the last one from then on. A step that is not here: the first outcome that may be given. */
const DECISIONS: Readonly<Record<string, readonly string[]>> = {
  'procurement-service': ['designate', 'designate', 'refuse', 'designate'],
  consultation: ['taken-up', 'postponed', 'taken-up'],
};

/** The outcome of a request that is the partner's `nth` of its step, from 0. */
export function decisionOn({ step, outcomes }: Asked, nth: number): string {
  const decisions = DECISIONS[step] ?? [];
  const wished = decisions[Math.min(nth, decisions.length - 1)];
  return wished !== undefined && outcomes.includes(wished) ? wished : outcomes[0]!;
}
