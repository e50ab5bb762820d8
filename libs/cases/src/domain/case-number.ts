import type { Decider } from '@doyak/kernel/decider';
import type { NumberEvent } from './case.events.js';

export interface AllocateCaseNumber {
  readonly type: 'AllocateCaseNumber';
  readonly caseId: string;
  /** Year and track code, e.g. `2026-FAB`. */
  readonly series: string;
}

/** A series of readable case numbers: its n-th event is the number n, so that there is no gap and no number twice. */
export const caseNumbers: Decider<number, AllocateCaseNumber, NumberEvent> = {
  name: 'case-numbers',
  initialState: 0,
  evolve: (last) => last + 1,
  decide: ({ caseId, series }) => [{ type: 'CaseNumberAllocated', data: { caseId, series } }],
};

/** `2026-FAB-000123` */
export function caseNumber(series: string, place: number): string {
  return `${series}-${String(place).padStart(6, '0')}`;
}
