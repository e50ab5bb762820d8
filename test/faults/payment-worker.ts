import { Clock } from '@doyak/kernel/clock';
import { Database, DatabaseModule } from '@doyak/kernel/database';
import { type Appended, EventStore, EventStoreModule } from '@doyak/kernel/event-store';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
// Not through the index of the context: a worker that is killed and started again must not load the whole platform each time.
import { bankFileEvents } from '../../libs/disbursement/src/domain/bank-file.js';
import { budgetLineEvents } from '../../libs/disbursement/src/domain/budget-line.events.js';
import { disbursementEvents } from '../../libs/disbursement/src/domain/disbursement.events.js';
import { paymentRunEvents } from '../../libs/disbursement/src/domain/payment-run.js';
import { CloseRunHandler } from '../../libs/disbursement/src/features/close-run/close-run.js';
import { NoteFundsHandler } from '../../libs/disbursement/src/features/note-funds/note-funds.js';
import { NotePaymentHandler } from '../../libs/disbursement/src/features/note-payment/note-payment.js';
import { PostToLedgerHandler } from '../../libs/disbursement/src/features/post-to-ledger/post-to-ledger.js';
import { SendOrderHandler } from '../../libs/disbursement/src/features/send-order/send-order.js';
import { whenBankFileIsImported } from '../../libs/disbursement/src/reactions/when-bank-file-is-imported-note-payments.js';
import { whenLedgerAnswers } from '../../libs/disbursement/src/reactions/when-ledger-answers-tell-order.js';
import { whenOrderMoves } from '../../libs/disbursement/src/reactions/when-order-moves-post-to-ledger.js';
import { whenPaymentRunIsPlanned } from '../../libs/disbursement/src/reactions/when-payment-run-is-planned-send-its-orders.js';

export const paymentEvents = [
  ...budgetLineEvents,
  ...disbursementEvents,
  ...paymentRunEvents,
  ...bankFileEvents,
];

export interface PaymentWorkerOptions {
  readonly appUrl: string;
  /** Steps that were recorded in the life of this process, after which it is killed: before anything else knows of the last. */
  readonly dieAfter: number;
  readonly say?: (line: string) => void;
}

/** Sequencer, followers, and what follows orders, runs and files: as a whole installation would carry it out. */
export async function startPaymentWorker(options: PaymentWorkerOptions): Promise<void> {
  const { appUrl, dieAfter, say = () => undefined } = options;
  let left = dieAfter;
  const decide = EventStore.prototype.decide as unknown as (...asked: unknown[]) => Promise<Appended>;
  // The step is recorded; the follower's place is not. That is the instant at which a repetition would pay twice.
  EventStore.prototype.decide = async function (this: EventStore, ...asked: unknown[]) {
    const appended = await decide.apply(this, asked);
    if (!appended.repeated && appended.events.length > 0 && (left -= 1) === 0) {
      say('step');
      process.kill(process.pid, 'SIGKILL');
    }
    return appended;
  } as never;
  const database = await Database.open(appUrl, { size: 12 });
  await NestFactory.createApplicationContext(
    {
      module: class PaymentWorker {},
      imports: [
        CqrsModule,
        DatabaseModule.forRoot(database),
        EventStoreModule.forRoot({ follow: true }),
        EventStoreModule.forFeature({
          events: paymentEvents,
          reactions: [whenOrderMoves, whenLedgerAnswers, whenPaymentRunIsPlanned, whenBankFileIsImported],
        }),
      ],
      providers: [
        ...[Clock, PostToLedgerHandler, NoteFundsHandler, SendOrderHandler],
        ...[CloseRunHandler, NotePaymentHandler],
      ],
    },
    { logger: false },
  );
}
