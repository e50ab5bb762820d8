import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { levelsOf } from '../../domain/product-numbers.js';
import {
  isQuestioned,
  type KnownRegistration,
  REGISTRATION_STATUSES,
} from '../../domain/registration.state.js';
import { routeFacts } from '../../domain/routes.js';
import { RegistrationDesk } from '../../registration-desk.js';
import { GetRegistration } from './registration-page.js';

const view = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: z.enum(REGISTRATION_STATUSES),
    routes: z.array(z.string()).describe('Routes that the program keeps open'),
    application: z
      .object({
        facts: routeFacts,
        product: z.object({
          name: z.object({ ko: z.string(), en: z.string().nullable() }),
          classification: z.string(),
          levels: z.array(z.string()).describe('Segment, family, class, commodity'),
          summary: z.string(),
        }),
      })
      .nullable(),
    sessions: z
      .array(
        z.object({
          session: z.int(),
          evaluationId: z.uuid().describe('Panel of the committee: /v1/evaluations/{id}'),
          inFavour: z.boolean().nullable(),
          overturned: z.boolean().describe('A member fell out, and the votes left say something else'),
          reviewId: z.uuid().nullable().describe('Request to the procurement service: /v1/reviews/{id}'),
        }),
      )
      .describe('Of the committee'),
    refusedBecause: z.enum(['committee', 'procurement-service']).nullable(),
    designation: z
      .object({
        validFrom: z.string(),
        validUntil: z.string().describe('Last day in Seoul'),
        extensions: z.array(z.int()).describe('Years'),
        noticed: z.array(z.int()).describe('Days before the expiry of which notice was given'),
        productId: z.string().nullable(),
        listNumber: z.string().nullable(),
        questioned: z.boolean(),
      })
      .nullable(),
    cancelledFor: z.string().nullable(),
    reason: z.string().nullable().describe('Why it stands as it does'),
    version: z.int(),
  })
  .meta({ id: 'Registration' });

const route = endpoint({
  permission: 'procurement.read',
  summary: 'Read a procurement registration, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: view,
  refusals: ['REGISTRATION_NOT_FOUND'],
});

@Controller('v1/registrations')
export class GetRegistrationController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(RegistrationDesk) private readonly desk: RegistrationDesk,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetRegistration(params.id, query));
    // What a caller has nothing to do with looks like none at all.
    if (!found || !(await this.visible(found.state, context)))
      throw new Refusal('not-found', 'REGISTRATION_NOT_FOUND', 'There is no such registration');
    const { state, version } = found;
    return reply({ ...viewOf(state), version }, { version });
  }

  private async visible({ applicant }: KnownRegistration, context: RequestContext): Promise<boolean> {
    if (context.permits('procurement.read-all') || actsFor(context.actor, applicant)) return true;
    return this.desk.isService(context.actor);
  }
}

function viewOf(state: KnownRegistration): Omit<z.input<typeof view>, 'version'> {
  const { caseId, applicationId, programId, programVersion, track, stage, run, status } = state;
  const { application, designation, sessions } = state;
  return {
    id: state.registrationId,
    ...{ caseId, applicationId, programId, programVersion, track, stage, run, status },
    routes: [...state.terms.routes],
    application: application
      ? {
          facts: application.facts,
          product: {
            ...application.product,
            name: { ko: application.product.name.ko, en: application.product.name.en ?? null },
            levels: levelsOf(application.product.classification),
          },
        }
      : null,
    sessions: sessions.map(({ session, evaluationId, inFavour, overturned, reviewId }) => ({
      ...{ session, evaluationId, inFavour: inFavour ?? null, overturned, reviewId: reviewId ?? null },
    })),
    refusedBecause: state.refusedBecause ?? null,
    designation: designation
      ? {
          ...{ validFrom: designation.validFrom, validUntil: designation.validUntil },
          ...{ extensions: [...designation.extensions], noticed: [...designation.noticed] },
          productId: designation.productId ?? null,
          listNumber: designation.listNumber ?? null,
          questioned: isQuestioned(state),
        }
      : null,
    ...{ cancelledFor: state.cancelledFor ?? null, reason: state.reason ?? null },
  };
}
