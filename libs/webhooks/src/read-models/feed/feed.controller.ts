import { Controller, Get, Inject } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { LogSignals } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { MessageBodies } from '../../delivery/message-bodies.js';
import { wholeBody } from '../../published/cloud-event.js';
import { logIndex } from '../../webhooks-input.js';

const number = (most: number) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,3})$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().max(most));

const route = endpoint({
  permission: 'webhooks.read-feed',
  summary: 'Pull the messages of an own endpoint, in log order',
  description:
    'The same bodies as those that are sent. Begin without `after`, and go on with `next`. A case is complete when each ' +
    'message names in `previoussequence` the one before it. An endpoint without address counts what the cursor has passed as delivered.',
  query: z.object({
    endpoint: z.uuid().optional().describe('Needed where the partner has several'),
    after: logIndex.optional().describe('`next` of the answer before'),
    limit: number(500).default(100).describe('At most 500'),
    wait: number(25).default(0).describe('Seconds to wait for a message where there is none yet'),
  }),
  response: z.object({
    items: z.array(z.record(z.string(), z.json())).describe('CloudEvents'),
    next: z.string().describe('`after` of the next request'),
  }),
  refusals: ['ENDPOINT_NOT_FOUND'],
  timeoutMs: 40_000,
});

interface Source {
  readonly endpoint_id: string;
  readonly url: string | null;
  readonly form: 'thin' | 'fat';
  readonly contract: number;
}

type Body = Record<string, z.core.util.JSONType>;

interface Row {
  readonly index: string;
  readonly event_id: string;
  readonly previous: number | null;
  readonly body: string | null;
}

@Controller('v1/feed')
export class FeedController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Inject(MessageBodies) private readonly bodies: MessageBodies,
    @Inject(Config) private readonly config: Config,
  ) {}

  @Get()
  @Endpoint(route)
  async read({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const source = await this.source(query.endpoint, context.actor.organisationId);
    const after = query.after ?? -1;
    if (source.url === null && after >= 0) await this.passed(source.endpoint_id, after);
    const deadline = performance.now() + query.wait * 1_000;
    for (;;) {
      const turn = this.signals.followed.turn();
      const rows = await this.rows(source, after, query.limit);
      const left = deadline - performance.now();
      if (rows.length > 0 || left <= 0 || context.signal.aborted) return this.answer(rows, source, after);
      await this.signals.followed.wait(Math.min(left, 500), context.signal, turn);
    }
  }

  private async source(id: string | undefined, organisationId: string | undefined): Promise<Source> {
    const { rows } = await this.database.pool.query<Source>(
      `select endpoint_id, url, form, contract from webhooks.endpoints
       where organisation_id = $1 and ($2::uuid is null or endpoint_id = $2) and ($2::uuid is not null or status <> 'disabled') limit 2`,
      [organisationId ?? null, id ?? null],
    );
    const [only, another] = rows;
    if (only && !another) return only;
    throw new Refusal(
      'not-found',
      'ENDPOINT_NOT_FOUND',
      another ? 'Name one of the endpoints' : 'There is no such endpoint',
    );
  }

  private async rows({ endpoint_id, form, contract }: Source, after: number, limit: number): Promise<Row[]> {
    const { rows } = await this.database.pool.query<Row>(
      `select m.index::text, m.event_id, m.previous, b.body from webhooks.messages m
       left join webhooks.bodies b on b.event_id = m.event_id and b.form = $3 and b.contract = $4
       where m.endpoint_id = $1 and m.index > $2 order by m.index limit $5`,
      [endpoint_id, after, form, contract, limit],
    );
    return rows;
  }

  private async answer(rows: readonly Row[], source: Source, after: number): Promise<AnswerOf<typeof route>> {
    const items: Body[] = [];
    for (const { index, body, previous } of rows) {
      const stored = body ?? (await this.bodies.render(Number(index), source.form, source.contract));
      items.push(JSON.parse(wholeBody(stored, this.config.logOrigin, previous)) as Body);
    }
    return { items, next: rows.at(-1)?.index ?? String(Math.max(after, 0)) };
  }

  private async passed(endpointId: string, index: number): Promise<void> {
    await this.database.pool.query(
      `update webhooks.messages set state = 'delivered', delivered_at = now() where endpoint_id = $1 and index <= $2 and state = 'waiting'`,
      [endpointId, index],
    );
  }
}
