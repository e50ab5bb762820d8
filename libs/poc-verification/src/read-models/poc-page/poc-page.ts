import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { fold, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import type { PocEvent } from '../../domain/poc.events.js';
import { poc } from '../../domain/poc.js';
import type { KnownPoc } from '../../domain/poc.state.js';
import { pocStream } from '../../poc-ids.js';

export interface FoundPoc {
  readonly state: KnownPoc;
  readonly version: number;
}

/** A verification as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetPoc extends Query<FoundPoc | undefined> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetPoc)
export class GetPocHandler implements IQueryHandler<GetPoc> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetPoc): Promise<FoundPoc | undefined> {
    const events = (await this.store.readStream(pocStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(poc, events as unknown as PocEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion };
  }
}

/** Whom it does not concern sees none. Refusal: POC_NOT_FOUND. */
export function visiblePoc(found: FoundPoc | undefined, context: RequestContext): FoundPoc {
  const { actor } = context;
  const concerns = ({ applicant, attempts }: KnownPoc) =>
    actsFor(actor, applicant) ||
    (actor.organisationId !== undefined &&
      attempts.some(({ asked }) => asked?.organisationId === actor.organisationId));
  if (!found || !(context.permits('poc-verification.read-all') || concerns(found.state)))
    throw new Refusal('not-found', 'POC_NOT_FOUND', 'There is no such verification');
  return found;
}
