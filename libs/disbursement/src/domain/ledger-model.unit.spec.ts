import { Refusal } from '@doyak/kernel/decider';
import { testActor, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BudgetLineEvent } from './budget-line.events.js';
import { budgetLine, type BudgetLineCommand, type BudgetLineState } from './budget-line.js';
import { sumOf } from './entries.js';
import {
  anyLedgerCommand,
  emptyBook,
  faultsOf,
  START,
  write,
} from '../../../../test/support/ledger-model.js';

function decided(command: BudgetLineCommand, state: BudgetLineState): readonly BudgetLineEvent[] {
  try {
    return budgetLine.decide({ ...command, now: testNow, actor: testActor }, state);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

describe('The ledger, from appropriation to what was recovered', () => {
  it('holds what a notebook of all that happened holds, never below a floor, no order paid twice', () => {
    const posted = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(anyLedgerCommand, { maxLength: 80, size: 'max' }), (commands) => {
        const book = emptyBook();
        let state = budgetLine.initialState;
        for (const command of [...START, ...commands]) {
          for (const event of decided(command, state)) {
            if ('entries' in event.data && sumOf(event.data.entries) !== 0)
              throw new Error(`${event.type} does not balance`);
            posted.set(event.type, (posted.get(event.type) ?? 0) + 1);
            write(book, event);
            state = budgetLine.evolve(state, event);
          }
          const faults = faultsOf(state, book);
          if (faults.length > 0) throw new Error(faults.join('; '));
        }
      }),
      { numRuns: 100 },
    );
    // What never happened would not have been tested.
    for (const type of [
      ...['FundsCommitted', 'PaymentReserved', 'PaymentPosted', 'ReturnPosted', 'ReservationReleased'],
      ...['SettlementPosted', 'SurchargePosted', 'RefundPosted', 'WriteOffPosted', 'CommitmentReleased'],
    ])
      expect([type, posted.get(type) ?? 0]).not.toEqual([type, 0]);
  });
});
