import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ListPeople, type Role } from '@doyak/identity';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ConflictChecks } from './conflict-checks.js';
import { standsInAt, substitutes } from './domain/substitutes.js';
import type { KnownStep } from './domain/step.state.js';
import { ReviewDesk } from './review-desk.js';
import { substitutesStream } from './review-ids.js';

const PAGE = 100;

/** What commands of tasks look up before they are decided. */
@Injectable()
export class TaskDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  /** A task that this actor may work on. Refusals: STEP_NOT_FOUND, STEP_NOT_A_TASK, NOT_YOUR_ROLE, CONFLICT_OF_INTEREST, CASE_HELD. */
  async task(stepId: string, roles: readonly string[], { actor }: DecideOptions): Promise<KnownStep> {
    const state = await this.desk.step(stepId);
    const { spec } = state;
    if (spec.kind !== 'human')
      throw new Refusal('conflict', 'STEP_NOT_A_TASK', 'The step is not a task for persons');
    if (!roles.includes(spec.role))
      throw new Refusal('forbidden', 'NOT_YOUR_ROLE', `The task is one of role ${spec.role}`);
    await this.conflicts.refuse({ ...state, personId: actor.id });
    await this.desk.refuseHeld(state.caseId);
    return state;
  }

  /** Who holds a role and is active. */
  async holders(role: Role, now: Date): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.queries.execute(new ListPeople({ role, active: true }, now, PAGE, cursor));
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  /** Refusal: PERSON_NOT_OF_ROLE. */
  async refuseNotOfRole(person: string, role: Role, now: Date): Promise<void> {
    if ((await this.holders(role, now)).includes(person)) return;
    throw new Refusal('rule', 'PERSON_NOT_OF_ROLE', `The person does not hold the role ${role}`, [
      { pointer: '/to', code: 'NOT_OF_ROLE', detail: `is no active ${role}` },
    ]);
  }

  /** Who does the tasks of a person at an instant: a substitute (대리인) where one is named, else the person. */
  async whoDoes(person: string, now: Date): Promise<string> {
    const { state } = await this.store.load(substitutesStream(person), substitutes);
    return standsInAt(state, now) ?? person;
  }

  async mayActFor(actor: Actor, person: string, now: Date): Promise<boolean> {
    return (await this.whoDoes(person, now)) === actor.id;
  }
}
