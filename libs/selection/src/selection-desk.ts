import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type KnownObjection, objection } from './domain/objection.js';
import { selection } from './domain/selection.js';
import { type KnownSelection, standing } from './domain/selection.state.js';
import { objectionStream, selectionStream } from './selection-ids.js';

/** What several commands look up before they are decided. */
@Injectable()
export class SelectionDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Refusal: SELECTION_NOT_FOUND. */
  async selection(id: string): Promise<KnownSelection> {
    const { state } = await this.store.load(selectionStream(id), selection);
    if (state.status === 'none')
      throw new Refusal('not-found', 'SELECTION_NOT_FOUND', 'There is no such selection');
    return state;
  }

  /** Refusal: OBJECTION_NOT_FOUND. */
  async objection(id: string): Promise<KnownObjection> {
    const { state } = await this.store.load(objectionStream(id), objection);
    if (state.status === 'none')
      throw new Refusal('not-found', 'OBJECTION_NOT_FOUND', 'There is no such objection');
    return state;
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart, for every case of this standing. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart(id: string, of: 'unplaced' | 'reserve', actor: Actor, now: Date): Promise<void> {
    const state = await this.selection(id);
    for (const { caseId } of standing(state, of)) await this.refuseApartIn(caseId, state.stage, actor, now);
  }

  /** Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApartIn(caseId: string, stage: string, actor: Actor, now: Date): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    throw new Refusal(
      'rule',
      'DUTIES_NOT_SEPARATE',
      `The person who decided ${other} may not decide ${stage}`,
    );
  }
}
