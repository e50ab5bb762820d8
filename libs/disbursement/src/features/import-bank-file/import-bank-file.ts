import { createHash } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { type Demanded, matchEntries, type Ordered } from '../../bank/match-entries.js';
import { readBankFile, type ToldEntry, type ToldFile } from '../../bank/read-bank-file.js';
import {
  bankFileIdOf,
  bankFileStream,
  disbursementOfEndToEnd,
  disbursementStream,
  paymentRunStream,
  recoveryOfReference,
  recoveryStream,
} from '../../disbursement-ids.js';
import { bankFile } from '../../domain/bank-file.js';
import { disbursement } from '../../domain/disbursement.js';
import { type ClosedRun, paymentRun } from '../../domain/payment-run.js';
import { leftOf, recovery } from '../../domain/settling/recovery.js';

export interface ImportedFile {
  readonly fileId: string;
  readonly appended: Appended;
}

/**
 * Takes in what a bank says happened (pain.002.001.10, camt.053.001.08). A file counts once. Refusals: BANK_FILE_MALFORMED,
 * BANK_FILE_TOTALS, BANK_FILE_DIFFERS, PERSON_NEEDED.
 */
export class ImportBankFile extends Command<ImportedFile> {
  constructor(
    readonly bytes: Uint8Array,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ImportBankFile)
export class ImportBankFileHandler implements ICommandHandler<ImportBankFile> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ bytes, context }: ImportBankFile): Promise<ImportedFile> {
    const file = readBankFile(bytes);
    const { kind, messageId } = file;
    const fileId = bankFileIdOf(kind, messageId);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const run = await this.answeredRun(file);
    const told = run ? ofRun(file, run) : file.entries;
    const orders = await this.orders(told);
    const demands = await this.demands(told);
    const demanded = (purpose: string) => demands.get(recoveryOfReference(purpose) ?? '');
    const entries = matchEntries(told, (endToEndId) => orders.get(endToEndId), { fileId, demanded });
    const command = { type: 'ImportBankFile', fileId, kind, messageId, sha256, entries } as const;
    return { fileId, appended: await this.store.decide(bankFileStream(fileId), bankFile, command, context) };
  }

  /** The run that a status report answers. Refusal: BANK_FILE_TOTALS, when the bank read another file than was sent. */
  private async answeredRun({ original }: ToldFile): Promise<ClosedRun | undefined> {
    if (!original) return undefined;
    const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(
      original.messageId,
    );
    const runId = parts?.slice(1, 6).join('-') ?? '';
    const { state } = await this.store.load(paymentRunStream(runId), paymentRun);
    const closed = state.status === 'none' ? undefined : state.closed;
    const { count = closed?.count, sum = closed?.sum } = original;
    if (closed && (count !== closed.count || sum !== closed.sum)) {
      const detail = `The bank read ${count} orders of ${sum} KRW; ${closed.count} of ${closed.sum} KRW were sent`;
      throw new Refusal('rule', 'BANK_FILE_TOTALS', detail);
    }
    return closed;
  }

  private async orders(told: readonly ToldEntry[]): Promise<Map<string, Ordered>> {
    const ids = new Set(told.flatMap(({ endToEndId }) => disbursementOfEndToEnd(endToEndId ?? '') ?? []));
    const found = new Map<string, Ordered>();
    for (const id of ids) {
      const { state } = await this.store.load(disbursementStream(id), disbursement);
      if (state.status === 'none') continue;
      for (const { orderId, endToEndId, amount, status } of state.orders)
        found.set(endToEndId, { disbursementId: id, orderId, endToEndId, amount, status });
    }
    return found;
  }

  private async demands(told: readonly ToldEntry[]): Promise<Map<string, Demanded>> {
    const ids = new Set(told.flatMap(({ purpose }) => recoveryOfReference(purpose ?? '') ?? []));
    const found = new Map<string, Demanded>();
    for (const id of ids) {
      const { state } = await this.store.load(recoveryStream(id), recovery);
      if (state.status === 'none') continue;
      const left = state.status === 'DUE' || state.status === 'OVERDUE' ? leftOf(state) : 0;
      found.set(id, { recoveryId: id, left, receipts: state.receipts.map(({ receipt }) => receipt) });
    }
    return found;
  }
}

/** A report about the whole file counts for each of its orders; else only orders of that file do. */
function ofRun({ entries }: ToldFile, run: ClosedRun): readonly ToldEntry[] {
  const [first] = entries;
  if (entries.length === 1 && first!.endToEndId === undefined)
    return run.orders.map(({ endToEndId }) => ({ ...first, endToEndId }));
  const sent = new Set(run.orders.map(({ endToEndId }) => endToEndId));
  return entries.map((one) =>
    one.endToEndId === undefined || sent.has(one.endToEndId) ? one : { ...one, amountUnfit: true },
  );
}
