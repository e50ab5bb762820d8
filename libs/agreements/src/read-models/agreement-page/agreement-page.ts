import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { fold, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { agreementStream } from '../../agreement-id.js';
import type { AgreementEvent } from '../../domain/agreement.events.js';
import { agreement } from '../../domain/agreement.js';
import type { KnownAgreement } from '../../domain/agreement.state.js';

export interface FoundAgreement {
  readonly state: KnownAgreement;
  readonly version: number;
}

/** An agreement as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetAgreement extends Query<FoundAgreement | undefined> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetAgreement)
export class GetAgreementHandler implements IQueryHandler<GetAgreement> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetAgreement): Promise<FoundAgreement | undefined> {
    const events = (await this.store.readStream(agreementStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(agreement, events as unknown as AgreementEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion };
  }
}

/** Who is no party sees no agreement. Refusal: AGREEMENT_NOT_FOUND. */
export function visibleAgreement(found: FoundAgreement | undefined, context: RequestContext): FoundAgreement {
  const { actor } = context;
  const isParty = (state: KnownAgreement) =>
    actsFor(actor, state.applicant) ||
    state.offers.some(({ document }) =>
      document.parties.some(({ organisationId, personId }) =>
        organisationId === undefined ? personId === actor.id : organisationId === actor.organisationId,
      ),
    );
  if (!found || !(context.permits('agreements.read-all') || isParty(found.state)))
    throw new Refusal('not-found', 'AGREEMENT_NOT_FOUND', 'There is no such agreement');
  return found;
}
