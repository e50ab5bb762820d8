import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { BusinessCalendar, CalendarYearUnknown, dateOf } from '@doyak/kernel/calendar';
import { Database } from '@doyak/kernel/database';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { paymentRunStream, runIdOf } from '../../disbursement-ids.js';
import { paymentRun } from '../../domain/payment-run.js';
import { MoneyDesk } from '../../money-desk.js';
import { paymentOrders } from '../../read-models/payment-orders/payment-orders.js';

/** Orders of one file at most; more wait for the next value date. */
const MOST_ORDERS = 2_000;

/**
 * Plans the payment file of a value date (`YYYY-MM-DD`, Seoul) with the orders that are released by now. Refusals: RUN_EXISTS,
 * VALUE_DATE_UNFIT, NOTHING_RELEASED, ACCOUNT_NOT_FOUND, PERSON_NEEDED.
 */
export class PlanRun extends Command<Appended> {
  constructor(
    readonly valueDate: string,
    readonly debtorAccountId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PlanRun)
export class PlanRunHandler implements ICommandHandler<PlanRun> {
  private readonly calendar = new BusinessCalendar();

  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ valueDate, debtorAccountId, context }: PlanRun): Promise<Appended> {
    await this.desk.refuseForeignAccount(debtorAccountId, context.actor);
    const values: unknown[] = [valueDate, MOST_ORDERS];
    const { rows } = await this.database.pool.query<{ disbursement_id: string; order_id: string }>(
      `select disbursement_id, order_id from ${paymentOrders.from({}, values)} as orders
       where status = 'RELEASED' and not_before <= $1::date order by released_at, order_id limit $2`,
      values,
    );
    const runId = runIdOf(valueDate);
    return this.store.decide(
      paymentRunStream(runId),
      paymentRun,
      {
        ...{ type: 'PlanRun' as const, runId, valueDate, debtorAccountId },
        ...{ earliest: dateOf(context.now), workingDay: this.works(valueDate) },
        orders: rows.map((row) => ({ disbursementId: row.disbursement_id, orderId: row.order_id })),
      },
      context,
    );
  }

  private works(day: string): boolean {
    try {
      return this.calendar.isWorkingDay(day);
    } catch (error) {
      if (error instanceof CalendarYearUnknown) return false;
      throw error;
    }
  }
}
