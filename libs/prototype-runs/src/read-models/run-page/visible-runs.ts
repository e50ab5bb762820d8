import { Inject, Injectable } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { fold, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import type { RunEvent } from '../../domain/run.events.js';
import { prototypeRun } from '../../domain/run.js';
import type { KnownRun } from '../../domain/run.state.js';
import { runStream } from '../../prototype-run-ids.js';

export interface Past {
  readonly asOf?: Date;
  readonly knownAt?: Date;
}
interface FoundRun {
  readonly state: KnownRun;
  readonly version: number;
}

/** Runs as those may see them who ask. */
@Injectable()
export class VisibleRuns {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** A run as it is, or as it was. Refusal: RUN_NOT_FOUND, also for who has no part in it. */
  async seen(id: string, context: RequestContext, { asOf, knownAt }: Past = {}): Promise<FoundRun> {
    const events = (await this.store.readStream(runStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(prototypeRun, events as unknown as RunEvent[]);
    if (state.status === 'none' || !mayRead(state, context)) throw notFound();
    return { state, version: events.at(-1)!.streamVersion };
  }

  /** A run whose test data somebody may send: who works on it, its foundry and its package house. Refusal: RUN_NOT_FOUND. */
  async measured(id: string, context: RequestContext): Promise<void> {
    const { state } = await this.seen(id, context);
    const { organisationId } = context.actor;
    const { foundry, 'package-house': packageHouse } = state.partners;
    const makes = organisationId !== undefined && [foundry, packageHouse].includes(organisationId);
    if (!makes) await this.worked(id, context);
  }

  /** A run that somebody may work on: the applicant's side, or an officer. Refusal: RUN_NOT_FOUND. */
  async worked(id: string, context: RequestContext): Promise<KnownRun> {
    const { state } = await this.seen(id, context);
    if (context.permits('prototype-runs.judge') || actsFor(context.actor, state.applicant)) return state;
    throw notFound();
  }
}

const notFound = () => new Refusal('not-found', 'RUN_NOT_FOUND', 'There is no such prototype run');

function mayRead({ applicant, partners }: KnownRun, context: RequestContext): boolean {
  const { actor } = context;
  if (context.permits('prototype-runs.read-all') || actsFor(actor, applicant)) return true;
  return actor.organisationId !== undefined && Object.values(partners).includes(actor.organisationId);
}
