import type { Cost } from './settlement.events.js';

/** What Doyak can tell by itself of costs that a program does not accept; what else it names is for officers to judge. */
export interface Ineligible {
  /** Counts the costs from 0. */
  readonly cost: number;
  readonly rule: string;
  /** KRW that cannot be accepted. */
  readonly least: number;
}

const RULES: Readonly<Record<string, (cost: Cost, agreedFrom: string | undefined) => number>> = {
  'refundable-vat': ({ refundableVat }) => refundableVat,
  'before-agreement': ({ amount, paidOn }, from) => (from !== undefined && paidOn < from ? amount : 0),
};

/** Costs that break the program's own rules, with the least that cannot be accepted of each. */
export function ineligibleCosts(
  costs: readonly Cost[],
  rules: readonly string[],
  agreedFrom: string | undefined,
): Ineligible[] {
  return costs.flatMap((one, cost) =>
    rules.flatMap((rule) => {
      const least = RULES[rule]?.(one, agreedFrom) ?? 0;
      return least > 0 ? [{ cost, rule, least }] : [];
    }),
  );
}
