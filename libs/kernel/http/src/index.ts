/**
 * The HTTP edge: contracts.md "HTTP" in one place, so that a controller holds nothing but its route.
 *
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
 *
 * const route = endpoint({
 *   permission: 'applications.submit',          // of definePermissions; or 'public', 'authenticated'
 *   summary: 'Submit an application',
 *   params: z.object({ id: z.uuid() }),
 *   body: z.object({ pledge: z.boolean() }),     // top-level members that are not declared are refused
 *   command: true,                               // Idempotency-Key, If-Match, Prefer: wait, ETag
 *   refusals: ['APPLICATION_ALREADY_SUBMITTED'], // registered with defineProblems
 * });
 *
 * @Controller('v1/applications')
 * export class SubmitApplicationController {
 *   constructor(private readonly store: EventStore) {}
 *
 *   @Post(':id/submit')
 *   @Endpoint(route)
 *   submit({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
 *     return this.store.decide(`application-${params.id}`, application, { type: 'SubmitApplication', ...body }, context.command);
 *   }
 * }
 * ```
 * A command returns what `store.decide` returned, with the members of `response` beside it where the route declares any; the
 * edge answers `{ id, version, events }`, `ETag`, and for `creates: true` 201 with `Location`. A query returns its body, or
 * `reply(body, { version })` for an `ETag`. Import `InputOf` and `AnswerOf` as types: tests compile file by file.
 */
export { mountGuard } from './mount-guard.js';
export { createHttpApplication } from './create-http-application.js';
export { cursors, page, type Page } from './cursor.js';
export { EdgeAdapter } from './edge-adapter.js';
export { HttpModule } from './http.module.js';
export { createLogger, NestLogger } from './logger.js';
export { Metrics } from './metrics.js';
export { OpenApi } from './openapi.js';
export type { OutgoingMessage } from './openapi-messages.js';
export type { EdgeOptions, EdgeSettings, RateLimit } from './options.js';
export { Readiness, type ReadinessCheck } from './readiness.js';
export { ReadYourWrites } from './read-your-writes.js';
export { renderPermissions, renderProblems } from './reference-pages.js';
export { RouteTable, type RouteEntry } from './route-table.js';
export { Authenticator, type Principal } from './authenticator.js';
export {
  Endpoint,
  endpoint,
  type AnswerOf,
  type AnyRoute,
  type EndpointSpec,
  type InputOf,
} from './endpoint.js';
export { eventStream, raw, upload, type ServerSentEvent, type UploadedBody } from './media.js';
export {
  definePermissions,
  permissionCatalogue,
  limitedPermissionsOf,
  permissionsOf,
  roles,
  type Permission,
  type Role,
} from './permissions.js';
export { defineProblems, Problem, problemCatalogue, type ProblemDefinition } from './problems.js';
export { reply, Reply, type CommandOutcome, type ReplyOptions } from './reply.js';
export { ReadingRecorder, type ReadRoute } from './reading-recorder.js';
export { Reveal } from './reveal.js';
export { RequestContext, type CommandContext } from './request-context.js';
export { commandAnswer, flag, instant, oneOrMany, pageOf, pageQuery, pastQuery } from './schemas.js';
