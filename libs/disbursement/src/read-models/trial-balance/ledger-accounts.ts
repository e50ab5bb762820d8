import { defineReadModel, readTable, type RowChange } from '@doyak/kernel/event-store';
import type { BudgetLineEvent } from '../../domain/budget-line.events.js';
import type { Entry } from '../../domain/entries.js';

/** One account of the ledger. */
export interface LedgerAccount {
  readonly id: string;
  readonly program_id: string;
  readonly line: string;
  readonly account: string;
  /** Sums of all that was ever posted, in KRW. */
  readonly debits: number;
  readonly credits: number;
}

export const ledgerAccounts = readTable<LedgerAccount>('ledger_accounts', {
  key: 'id',
  columns: {
    id: 'text',
    program_id: 'text not null',
    line: 'text not null',
    account: 'text not null',
    debits: 'bigint not null',
    credits: 'bigint not null',
  },
  indexes: ['(program_id, line, account)'],
  temporal: true,
});

interface Posting {
  readonly data: { readonly programId: string; readonly line: string; readonly entries: readonly Entry[] };
}

const post = ({ data: { programId, line, entries } }: Posting): RowChange[] =>
  entries.map(({ account, amount }) => {
    const id = `${programId}/${line}/${account}`;
    return ledgerAccounts.upsert(id, (row) => ({
      ...{ id, program_id: programId, line, account },
      debits: (row?.debits ?? 0) + Math.max(0, amount),
      credits: (row?.credits ?? 0) + Math.max(0, -amount),
    }));
  });

export const ledger = defineReadModel<BudgetLineEvent>({
  name: 'ledger',
  version: 3,
  tables: [ledgerAccounts],
  on: {
    FundsAppropriated: post,
    FundsAllocated: post,
    AllocationReturned: post,
    FundsCommitted: post,
    CommitmentReleased: post,
    PaymentReserved: post,
    ReservationReleased: post,
    PaymentPosted: post,
    ReturnPosted: post,
    SettlementPosted: post,
    SurchargePosted: post,
    RefundPosted: post,
    WriteOffPosted: post,
  },
});
