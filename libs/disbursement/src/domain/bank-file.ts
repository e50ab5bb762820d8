import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();

/** What became of one entry of a bank's file. */
export const RESULTS = ['matched', 'partly-matched', 'unknown', 'duplicate', 'pending', 'returned'] as const;

const entry = z.object({
  /** As the bank gave it; absent: the entry names none. */
  endToEndId: z.string().optional(),
  result: z.enum(RESULTS),
  /** What it says: absent where it says nothing that is of use here. */
  says: z.enum(['paid', 'rejected', 'returned', 'pending', 'received']).optional(),
  /** Whole KRW, where the entry names any. */
  amount: z.int().optional(),
  code: z.string().optional(),
  disbursementId: id.optional(),
  orderId: id.optional(),
  /** Of money that came in: the recovery it names, and what the bank's entry is known by. */
  recoveryId: id.optional(),
  receipt: z.string().optional(),
  /** Why it did not match. */
  because: z.string().optional(),
});

/** Events of files that came from a bank: pain.002 and camt.053 (ISO 20022). */
export const bankFileEvents = defineEvents(
  event('BankFileImported', {
    stored: 'disbursement.bank-file-imported',
    version: 1,
    schema: z.object({
      fileId: id,
      kind: z.enum(['pain.002', 'camt.053']),
      messageId: z.string(),
      sha256: z.string(),
      entries: z.array(entry),
      by: id,
    }),
  }),
);

export type BankFileEvent = EventsOf<typeof bankFileEvents>;
export type BankFile = BankFileEvent['data'];
export type BankEntry = BankFile['entries'][number];
export type BankFileState = { readonly status: 'none' } | ({ readonly status: 'imported' } & BankFile);

/** A file counts once: the same bytes again change nothing, other bytes under the bank's id of the message are refused. */
export const bankFile: Decider<
  BankFileState,
  { readonly type: 'ImportBankFile' } & Omit<BankFile, 'by'>,
  BankFileEvent
> = {
  name: 'bank-file',
  initialState: { status: 'none' },
  evolve: (_, { data }) => ({ status: 'imported', ...data }),
  decide: (
    { type: _, now: _now, actor, ...file }: Given<{ type: 'ImportBankFile' } & Omit<BankFile, 'by'>>,
    state,
  ) => {
    if (actor.kind !== 'person')
      throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
    if (state.status === 'none') return [{ type: 'BankFileImported', data: { ...file, by: actor.id } }];
    if (state.sha256 === file.sha256) return [];
    throw new Refusal(
      'conflict',
      'BANK_FILE_DIFFERS',
      'Another file with this message id was imported before',
    );
  },
};
