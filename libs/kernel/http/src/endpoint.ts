import { createParamDecorator, type ExecutionContext, HttpCode, Res, SetMetadata } from '@nestjs/common';
import { z } from 'zod';
import type { CommandOutcome, Reply } from './reply.js';
import type { EventStream, RawResponse, Upload, UploadedBody } from './media.js';
import type { RequestContext } from './request-context.js';
import { exchangeOf } from './exchange.js';

export const ROUTE = 'doyak:route';

type NoFields = z.ZodObject<Record<never, never>>;
type Nothing = z.ZodUndefined;
type Answerable = z.ZodType | RawResponse | EventStream;

/** Messages that follow from a route: an entry of its `callbacks`. */
export interface Sends {
  /** Where to: a runtime expression or an address that holds one. */
  readonly to: string;
  /** Names of messages; absent: all there are. */
  readonly messages?: readonly string[];
}

/** What a route promises. Everything not said has the default beside it. */
export interface EndpointSpec<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Body extends z.ZodType | Upload = Nothing,
  Response extends Answerable = Nothing,
  Command extends boolean = false,
> {
  /** A permission of the catalogue, `public` (anyone), or `authenticated` (anyone who signed in, for their own things). */
  readonly permission: string;
  /** One line for the API document, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** Groups of the API document; default: the first path segment after `/v1`. */
  readonly tags?: readonly string[];
  readonly params?: Params;
  /** Members that are not declared are refused, as in `body`. */
  readonly query?: Query;
  /** Headers beyond the general ones, for the API document; the handler reads them. */
  readonly headers?: z.ZodObject;
  /** A Zod schema for JSON, or `upload({ types, limit })` for bytes. Absent: a body is refused. */
  readonly body?: Body;
  /** JSON schema of the answer, `raw('text/plain')`, or `eventStream()`. For a command: further members of its answer. */
  readonly response?: Response;
  /** Default 200; 201 where `creates`; 204 without `response`. */
  readonly status?: number;
  /** A command: `Idempotency-Key`, `If-Match`, `Prefer: wait` and `ETag` apply, and the handler returns the store's result. */
  readonly command?: Command;
  /** A command that opens a new stream: 201 with `Location` (request path + `/` + id). */
  readonly creates?: boolean;
  /** Messages of Doyak that follow from it, for the API document. */
  readonly sends?: Sends;
  /** Stable codes beyond the general ones, registered with `defineProblems`. */
  readonly refusals?: readonly string[];
  /** Bytes; default 256 KiB. */
  readonly bodyLimit?: number;
  /** `sign-in`: the strict budget, for routes that test a secret. */
  readonly rateLimit?: 'default' | 'sign-in';
  /** Ms until the edge gives up with 503; default from the options. Not for event streams. */
  readonly timeoutMs?: number;
}

export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType | Upload = z.ZodType | Upload,
  Response extends Answerable = Answerable,
  Command extends boolean = boolean,
> {
  readonly spec: EndpointSpec<Params, Query, Body, Response, Command>;
  readonly params: Params | undefined;
  readonly query: Query | undefined;
  readonly body: Body | undefined;
  readonly status: number;
}

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- any route at all; its parts are read with InputOf and AnswerOf */
export type AnyRoute = Route<any, any, any, any, any>;

/** `{ params, query, body }`, parsed. */
export type InputOf<R extends AnyRoute> =
  R extends Route<infer Params, infer Query, infer Body, infer _Response, infer _Command>
    ? {
        readonly params: z.output<Params>;
        readonly query: z.output<Query>;
        readonly body: Body extends z.ZodType ? z.output<Body> : UploadedBody;
      }
    : never;

type Payload<Response> = Response extends RawResponse
  ? string | Uint8Array | AsyncIterable<Uint8Array | string>
  : Response extends EventStream
    ? AsyncIterable<import('./media.js').ServerSentEvent>
    : Response extends z.ZodType
      ? z.input<Response>
      : never;

/** What a handler of the route returns, plain or as a `Reply`. */
export type AnswerOf<R extends AnyRoute> =
  R extends Route<infer _P, infer _Q, infer _B, infer Response, infer Command>
    ? Command extends true
      ? Response extends Nothing
        ? CommandOutcome
        : CommandOutcome & Payload<Response>
      : Response extends Nothing
        ? void
        : Payload<Response> | Reply<Payload<Response>>
    : never;

/** Declares a route beside its controller; types of input and answer follow from it. */
export function endpoint<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Body extends z.ZodType | Upload = Nothing,
  Response extends Answerable = Nothing,
  Command extends boolean = false,
>(spec: EndpointSpec<Params, Query, Body, Response, Command>): Route<Params, Query, Body, Response, Command> {
  if (spec.creates && !spec.command) throw new Error(`"${spec.summary}": only a command creates`);
  const fallback = spec.creates ? 201 : spec.command || spec.response ? 200 : 204;
  return {
    spec,
    params: strict(spec.params),
    query: strict(spec.query),
    body: strict(spec.body),
    status: spec.status ?? fallback,
  };
}

/** Names that are not declared are mistakes: refused at the top level unless the schema says otherwise itself. */
function strict<Schema>(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional) return z.optional(strict(schema.unwrap())) as Schema;
  if (!(schema instanceof z.ZodObject)) return schema;
  const declared: z.ZodObject = schema;
  if (declared.def.catchall || (declared.def.checks?.length ?? 0) > 0) return schema;
  return declared.strict().meta(declared.meta() ?? {}) as Schema;
}

const Input = createParamDecorator((_data: unknown, host: ExecutionContext) => exchangeOf(host).input);
const Context = createParamDecorator((_data: unknown, host: ExecutionContext) => exchangeOf(host).context);

/**
 * Marks a controller method `(input, context)` as the handler of a route; both arguments are supplied here, and the edge
 * writes the answer. A method whose types do not fit the route does not compile.
 */
export function Endpoint<R extends AnyRoute>(route: R) {
  return <Handler extends (input: InputOf<R>, context: RequestContext) => AnswerOf<R> | Promise<AnswerOf<R>>>(
    target: object,
    name: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    Input()(target, name, 0);
    Context()(target, name, 1);
    Res()(target, name, 2);
    HttpCode(route.status)(target, name, descriptor);
    SetMetadata(ROUTE, route)(target, name, descriptor);
  };
}
