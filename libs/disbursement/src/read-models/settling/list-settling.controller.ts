import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListSettling } from './list-settling.js';
import { RECOVERY_STATUSES, SANCTION_STATUSES, SETTLEMENT_STATUSES } from './settling-views.js';

const common = {
  id: z.uuid(),
  caseId: z.uuid(),
  programId: z.string(),
  openedAt: z.string(),
  version: z.int(),
};
const krw = z.int().describe('Whole KRW');
const settlementLine = z
  .object({
    ...common,
    stage: z.string(),
    run: z.int(),
    status: z.enum(SETTLEMENT_STATUSES),
    paid: krw,
    accepted: krw.nullable(),
    refund: krw.nullable(),
    reportBefore: z.string(),
  })
  .meta({ id: 'SettlementLine' });
const recoveryLine = z
  .object({
    ...common,
    status: z.enum(RECOVERY_STATUSES),
    amount: krw,
    received: krw,
    dueBefore: z.string(),
    reference: z.string(),
  })
  .meta({ id: 'RecoveryLine' });
const sanctionLine = z
  .object({
    ...common,
    status: z.enum(SANCTION_STATUSES),
    ground: z.string(),
    months: z.int(),
    surcharge: krw,
    restrictedFrom: z.string().nullable(),
    restrictedUntil: z.string().nullable(),
    opinionBefore: z.string(),
  })
  .meta({ id: 'SanctionLine' });

const filters = z.object({ programId: z.string().min(1).max(63).optional(), caseId: z.uuid().optional() });
const place = z.object({ openedAt: z.string(), id: z.uuid() });
const description = 'Applicants see those of their own organisation; a founder without one, their own.';
const permission = 'disbursement.read-own';

const settlements = endpoint({
  ...{ permission, summary: 'List settlements, newest first', description },
  query: filters.extend({
    ...{ status: z.enum(SETTLEMENT_STATUSES).optional(), ...pastQuery.shape, ...pageQuery.shape },
  }),
  response: pageOf(settlementLine),
});
const recoveries = endpoint({
  ...{ permission, summary: 'List demands for money to be returned, newest first', description },
  query: filters.extend({
    ...{ status: z.enum(RECOVERY_STATUSES).optional(), ...pastQuery.shape, ...pageQuery.shape },
  }),
  response: pageOf(recoveryLine),
});
const sanctions = endpoint({
  ...{ permission, summary: 'List sanctions, newest first', description },
  query: filters.extend({
    ...{ status: z.enum(SANCTION_STATUSES).optional(), ...pastQuery.shape, ...pageQuery.shape },
  }),
  response: pageOf(sanctionLine),
});

const places = {
  settlements: cursors('settlements', place),
  recoveries: cursors('recoveries', place),
  sanctions: cursors('sanctions', place),
};
const head = (row: {
  id: string;
  case_id: string;
  program_id: string;
  opened_at: string;
  version: number;
}) => ({
  ...{ id: row.id, caseId: row.case_id, programId: row.program_id, openedAt: row.opened_at },
  version: row.version,
});

@Controller('v1')
export class ListSettlingController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('settlements')
  @Endpoint(settlements)
  async settlements(
    { query }: InputOf<typeof settlements>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof settlements>> {
    const { limit, cursor, ...filter } = query;
    const after = places.settlements.decode(cursor, filter);
    const asked = new ListSettling('settlements', filter, own(context), after, limit + 1);
    return page(
      await this.queries.execute(asked),
      limit,
      (row) => ({
        ...{ ...head(row), stage: row.stage, run: row.run, status: row.status as never, paid: row.paid },
        ...{ accepted: row.accepted, refund: row.refund, reportBefore: row.report_before },
      }),
      (row) => places.settlements.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }

  @Get('recoveries')
  @Endpoint(recoveries)
  async recoveries(
    { query }: InputOf<typeof recoveries>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof recoveries>> {
    const { limit, cursor, ...filter } = query;
    const after = places.recoveries.decode(cursor, filter);
    const asked = new ListSettling('recoveries', filter, own(context), after, limit + 1);
    return page(
      await this.queries.execute(asked),
      limit,
      (row) => ({
        ...{ ...head(row), status: row.status as never, amount: row.amount, received: row.received },
        ...{ dueBefore: row.due_before, reference: row.reference },
      }),
      (row) => places.recoveries.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }

  @Get('sanctions')
  @Endpoint(sanctions)
  async sanctions(
    { query }: InputOf<typeof sanctions>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof sanctions>> {
    const { limit, cursor, ...filter } = query;
    const after = places.sanctions.decode(cursor, filter);
    const asked = new ListSettling('sanctions', filter, own(context), after, limit + 1);
    return page(
      await this.queries.execute(asked),
      limit,
      (row) => ({
        ...{ ...head(row), status: row.status as never, ground: row.ground, months: row.months },
        ...{ surcharge: row.surcharge, opinionBefore: row.opinion_before },
        ...{ restrictedFrom: row.restricted_from, restrictedUntil: row.restricted_until },
      }),
      (row) => places.sanctions.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}

const own = (context: RequestContext) => (context.permits('disbursement.read') ? undefined : context.actor);
