import { Controller, Get, Post } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';
import {
  type AnswerOf,
  cursors,
  definePermissions,
  defineProblems,
  Endpoint,
  endpoint,
  eventStream,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
  raw,
  reply,
  RequestContext,
  upload,
} from '../src/index.js';
import { FakeStore, StoreError } from './fake-store.js';

definePermissions('things', {
  'things.read': { title: 'Read things', roles: ['operator', 'auditor'] },
  'things.change': { title: 'Change things', roles: ['operator'] },
});

defineProblems({
  THING_CLOSED: { status: 409, title: 'The thing is closed' },
  THING_NAME_TAKEN: { status: 422, title: 'The name is taken' },
});

const id = z.uuid();
const create = endpoint({
  permission: 'things.change',
  summary: 'Create a thing',
  body: z.object({
    name: z.string().min(1).max(100),
    size: z.int().optional(),
    parts: z
      .array(z.object({ weight: z.number() }))
      .max(10)
      .optional(),
    number: z
      .string()
      .refine((text) => text !== '220-81-62518', {
        error: 'has a wrong check digit',
        params: { code: 'CHECK_DIGIT' },
      })
      .optional(),
  }),
  command: true,
  creates: true,
  refusals: ['THING_NAME_TAKEN'],
});
const change = endpoint({
  permission: 'things.change',
  summary: 'Change a thing',
  params: z.object({ id }),
  body: z.object({ how: z.string().default('well') }).optional(),
  command: true,
  refusals: ['THING_CLOSED'],
  bodyLimit: 1024,
});
const read = endpoint({
  permission: 'things.read',
  summary: 'Read a thing',
  params: z.object({ id }),
  query: pastQuery,
  response: z.object({ id, asOf: z.string().nullable() }),
});
const list = endpoint({
  permission: 'things.read',
  summary: 'List things',
  query: pageQuery.extend({ colour: z.enum(['red', 'blue']).optional() }),
  response: pageOf(z.object({ n: z.int() })),
});
const fail = endpoint({
  permission: 'public',
  summary: 'Fail in some way',
  params: z.object({ how: z.string() }),
  response: z.object({ fine: z.boolean() }),
  timeoutMs: 150,
});
const live = endpoint({
  permission: 'things.read',
  summary: 'Follow things',
  response: eventStream({ heartbeatMs: 20, lifetimeMs: 5_000 }),
});
const send = endpoint({
  permission: 'things.change',
  summary: 'Upload a document',
  body: upload({ types: ['application/pdf'], limit: 2048 }),
  response: z.object({ bytes: z.int() }),
});
const bulk = endpoint({
  permission: 'public',
  summary: 'Download much',
  response: raw('application/octet-stream'),
});
const secret = endpoint({
  permission: 'public',
  summary: 'Try a secret',
  rateLimit: 'sign-in',
  body: z.object({}),
  response: z.object({}),
});
const mine = endpoint({
  permission: 'authenticated',
  summary: 'Read about oneself',
  response: z.object({ id: z.string() }),
});
const sized = cursors('things', z.object({ n: z.int() }));

/** How the event stream of the test behaves; a test sets it. */
export const feed: {
  source: (after: number | undefined, signal: AbortSignal) => AsyncIterable<{ id: number; data: unknown }>;
} = {
  source: async function* () {
    yield { id: 1, data: {} };
  },
};

/** Opened by a test to let `/v1/failures/gate` answer. */
export const gate: { entered: () => void; open: Promise<void> } = {
  entered: () => undefined,
  open: Promise.resolve(),
};

@Controller('v1')
export class Things {
  constructor(private readonly store: FakeStore) {}

  @Post('things')
  @Endpoint(create)
  create({ body }: InputOf<typeof create>, context: RequestContext): AnswerOf<typeof create> {
    if (body.name === 'taken')
      throw new Refusal('rule', 'THING_NAME_TAKEN', 'Choose another name.', [
        { pointer: '/name', code: 'TAKEN', detail: 'is taken' },
      ]);
    if (body.name === 'claimed') throw new StoreError('CLAIM_TAKEN', { name: 'thing-per-name' });
    return this.store.append(`thing-${crypto.randomUUID()}`, context.command);
  }

  @Post('things/:id/change')
  @Endpoint(change)
  change({ params, body }: InputOf<typeof change>, context: RequestContext): AnswerOf<typeof change> {
    if (body?.how === 'closed') throw new Refusal('conflict', 'THING_CLOSED', 'It is closed.');
    return this.store.append(`thing-${params.id}`, context.command);
  }

  @Get('things')
  @Endpoint(list)
  list({ query }: InputOf<typeof list>): AnswerOf<typeof list> {
    const { limit, cursor, colour } = query;
    const after = sized.decode(cursor, { colour })?.n ?? 0;
    const rows = Array.from({ length: 7 }, (_, index) => ({ n: index + 1, hidden: true })).filter(
      ({ n }) => n > after,
    );
    return page(
      rows.slice(0, limit + 1),
      limit,
      (row) => row,
      ({ n }) => sized.encode({ n }, { colour }),
    );
  }

  @Get('things/:id')
  @Endpoint(read)
  read({ params, query }: InputOf<typeof read>): AnswerOf<typeof read> {
    const version = this.store.versions.get(`thing-${params.id}`);
    if (version === undefined) throw new Refusal('not-found', 'NOT_FOUND', 'There is no such thing.');
    return reply({ id: params.id, asOf: query.asOf?.toISOString() ?? null }, { version });
  }

  @Get('live')
  @Endpoint(live)
  live(_input: InputOf<typeof live>, context: RequestContext): AnswerOf<typeof live> {
    return feed.source(context.lastEventId, context.signal);
  }

  @Post('documents')
  @Endpoint(send)
  async send({ body }: InputOf<typeof send>): Promise<AnswerOf<typeof send>> {
    let bytes = 0;
    for await (const chunk of body.stream as AsyncIterable<Buffer>) bytes += chunk.length;
    return { bytes };
  }

  @Get('bulk')
  @Endpoint(bulk)
  async *bulk(): AsyncGenerator<string> {
    for (let line = 0; line < 1000; line += 1) yield `${line}\n`;
  }

  @Post('secret')
  @Endpoint(secret)
  secret(): AnswerOf<typeof secret> {
    return {};
  }

  @Get('me')
  @Endpoint(mine)
  mine(_input: InputOf<typeof mine>, context: RequestContext): AnswerOf<typeof mine> {
    return { id: context.actor.id };
  }

  @Get('failures/:how')
  @Endpoint(fail)
  async fail(
    { params: { how } }: InputOf<typeof fail>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof fail>> {
    if (how === 'gate') {
      gate.entered();
      await gate.open;
    }
    if (how === 'bug') throw new TypeError('secret internals');
    if (how === 'string') throw 'just a string';
    if (how === 'database')
      throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    if (how === 'shape') return { fine: 'yes' } as unknown as { fine: boolean };
    if (how === 'late') await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
    return { fine: true };
  }
}
