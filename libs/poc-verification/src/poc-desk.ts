import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { poc } from './domain/poc.js';
import type { KnownPoc } from './domain/poc.state.js';
import { pocStream } from './poc-ids.js';

/** What several commands look up before they are decided. */
@Injectable()
export class PocDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Refusal: POC_NOT_FOUND. */
  async poc(id: string): Promise<KnownPoc> {
    const { state } = await this.store.load(pocStream(id), poc);
    if (state.status === 'none')
      throw new Refusal('not-found', 'POC_NOT_FOUND', 'There is no such verification');
    return state;
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart({ caseId, stage }: KnownPoc, actor: Actor, now: Date): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    throw new Refusal(
      'rule',
      'DUTIES_NOT_SEPARATE',
      `The person who decided ${other} may not decide ${stage}`,
    );
  }
}
