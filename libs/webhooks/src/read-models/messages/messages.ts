import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';

export interface MessageLine {
  readonly index: string;
  readonly event_id: string;
  readonly type: string;
  readonly case_id: string | null;
  readonly sequence: number | null;
  readonly previous: number | null;
  readonly state: 'waiting' | 'delivered' | 'set-aside';
  readonly attempts: number;
  readonly retry_at: string | null;
  readonly delivered_at: string | null;
  readonly body_sha256: string | null;
  readonly receipt_at: string | null;
}

export interface MessageFilter {
  readonly endpointId: string;
  readonly state?: MessageLine['state'];
  readonly caseId?: string;
  /** Delivered, and no receipt has come. */
  readonly unreceipted?: boolean;
}

/** Messages of an endpoint in log order, after an index. */
export class ListMessages extends Query<MessageLine[]> {
  constructor(
    readonly filter: MessageFilter,
    readonly after: number,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListMessages)
export class ListMessagesHandler implements IQueryHandler<ListMessages> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListMessages): Promise<MessageLine[]> {
    const { rows } = await this.database.pool.query<{ line: MessageLine }>(
      `select row_to_json(l) as line from (
         select m.index::text, m.event_id, m.type, nullif(m.line, m.endpoint_id) as case_id, m.sequence, m.previous, m.state, m.attempts,
           m.retry_at, m.delivered_at, encode(m.body_sha256, 'hex') as body_sha256, r.received_at as receipt_at
         from webhooks.messages m
         left join webhooks.receipts r on r.endpoint_id = m.endpoint_id and r.event_id = m.event_id
         where m.endpoint_id = $1 and m.index > $2 and ($3::text is null or m.state = $3) and ($4::uuid is null or m.line = $4)
           and ($5::bool is null or (m.state = 'delivered' and r.event_id is null) = $5)
         order by m.index limit $6) l order by l.index::bigint`,
      [filter.endpointId, after, filter.state, filter.caseId, filter.unreceipted, limit],
    );
    return rows.map(({ line }) => line);
  }
}

export interface AttemptLine {
  readonly id: string;
  readonly kind: 'message' | 'test' | 'handshake';
  readonly index: string | null;
  readonly number: number;
  readonly started_at: string;
  readonly ms: number;
  readonly status: number | null;
  readonly failure: string | null;
  readonly answer: string | null;
  readonly truncated: boolean;
  readonly receipt: string | null;
}

/** Attempts of an endpoint, newest first; of one message where an index is given. */
export class ListAttempts extends Query<AttemptLine[]> {
  constructor(
    readonly endpointId: string,
    readonly index: number | undefined,
    readonly before: string | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListAttempts)
export class ListAttemptsHandler implements IQueryHandler<ListAttempts> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ endpointId, index, before, limit }: ListAttempts): Promise<AttemptLine[]> {
    const { rows } = await this.database.pool.query<{ line: AttemptLine }>(
      `select row_to_json(l) as line from (
         select id::text, kind, index::text, number, started_at, ms, status, failure, encode(answer, 'base64') as answer, truncated, receipt
         from webhooks.attempts
         where endpoint_id = $1 and ($2::bigint is null or index = $2) and ($3::bigint is null or id < $3)
         order by attempts.id desc limit $4) l`,
      [endpointId, index, before, limit],
    );
    return rows.map(({ line }) => line);
  }
}
