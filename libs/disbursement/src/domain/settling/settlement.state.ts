import type { SettlementData, SettlementEvent } from './settlement.events.js';

export type SettlementStatus =
  | ('OPEN' | 'SUBMITTED' | 'SUPPLEMENT' | 'ASSESSED' | 'DISALLOWED')
  | ('REFUND_DUE' | 'OVERDUE' | 'CLOSED' | 'STOPPED');

export interface KnownSettlement extends SettlementData<'SettlementOpened'> {
  readonly status: SettlementStatus;
  readonly reports: readonly SettlementData<'SettlementReported'>[];
  readonly assessment: SettlementData<'SettlementAssessed'> | undefined;
  readonly confirmed: SettlementData<'SettlementConfirmed'> | undefined;
  /** What was last asked for, or why an assessment was not confirmed. */
  readonly note: string | undefined;
  readonly closedAs: SettlementData<'SettlementClosed'>['as'] | undefined;
}

export type SettlementState = { readonly status: 'none' } | KnownSettlement;

export const paidIn = ({ lines }: Pick<KnownSettlement, 'lines'>): number =>
  lines.reduce((sum, { paid }) => sum + paid, 0);

export function evolve(state: SettlementState, event: SettlementEvent): SettlementState {
  if (event.type === 'SettlementOpened') {
    const nothing = { assessment: undefined, confirmed: undefined, note: undefined, closedAs: undefined };
    return { ...event.data, ...nothing, status: 'OPEN', reports: [] };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'SettlementReported': {
      const { lines } = event.data;
      return { ...state, lines, status: 'SUBMITTED', reports: [...state.reports, event.data] };
    }
    case 'SettlementSupplementRequested':
      return { ...state, status: 'SUPPLEMENT', note: event.data.ask };
    case 'SettlementAssessed': {
      const { lines, disallowed, clawback } = event.data;
      const status = disallowed + clawback > 0 ? 'DISALLOWED' : 'ASSESSED';
      return { ...state, lines, status, assessment: event.data };
    }
    case 'SettlementAssessmentRejected': {
      const status = state.reports.length > 0 ? 'SUBMITTED' : 'OPEN';
      return { ...state, status, assessment: undefined, note: event.data.reason };
    }
    case 'SettlementConfirmed':
      return { ...state, status: 'REFUND_DUE', confirmed: event.data };
    case 'SettlementOverdue':
      return { ...state, status: 'OVERDUE' };
    case 'SettlementClosed':
      return { ...state, status: 'CLOSED', closedAs: event.data.as };
    case 'SettlementStopped':
      return { ...state, status: 'STOPPED' };
  }
}
