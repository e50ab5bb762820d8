import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RegistrationEvent } from '../../domain/registration.events.js';
import { registration } from '../../domain/registration.js';
import type { KnownRegistration } from '../../domain/registration.state.js';
import { registrationStream } from '../../registration-ids.js';

export interface FoundRegistration {
  readonly state: KnownRegistration;
  readonly version: number;
}

/** A registration as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetRegistration extends Query<FoundRegistration | undefined> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetRegistration)
export class GetRegistrationHandler implements IQueryHandler<GetRegistration> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetRegistration): Promise<FoundRegistration | undefined> {
    const events = (await this.store.readStream(registrationStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(registration, events as unknown as RegistrationEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion };
  }
}
