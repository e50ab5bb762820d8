import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { FindPeople } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Candidate } from './domain/conflicts.js';
import { evaluation, type EvaluationCommand } from './domain/evaluation.js';
import { type KnownEvaluation, sitting } from './domain/evaluation.state.js';
import { relations } from './domain/relations.js';
import { evaluationStream, relationsStream } from './evaluation-ids.js';

/** What several commands of an evaluation look up before they are decided. */
@Injectable()
export class EvaluationDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Refusal: EVALUATION_NOT_FOUND. */
  async lay(id: string): Promise<KnownEvaluation> {
    const { state } = await this.store.load(evaluationStream(id), evaluation);
    if (state.status === 'none')
      throw new Refusal('not-found', 'EVALUATION_NOT_FOUND', 'There is no such evaluation');
    return state;
  }

  /** The same, for work that stops while the case is on hold. Refusals: EVALUATION_NOT_FOUND, CASE_HELD. */
  async layOpen(id: string): Promise<KnownEvaluation> {
    const state = await this.lay(id);
    const found = await this.queries.execute(new GetCase(state.caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
    return state;
  }

  decide(id: string, command: EvaluationCommand, context: DecideOptions): Promise<Appended> {
    return this.store.decide(evaluationStream(id), evaluation, command, context);
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart(
    { caseId, stage }: KnownEvaluation,
    personIds: readonly string[],
    now: Date,
  ): Promise<void> {
    for (const personId of personIds) {
      const other = await this.queries.execute(new MayDecideStage(caseId, stage, personId, now));
      if (other === undefined) continue;
      throw new Refusal(
        'rule',
        'DUTIES_NOT_SEPARATE',
        `A person who decided ${other} may not decide ${stage}`,
      );
    }
  }

  /** People as the data knows them now, for a seat on a panel. Refusal: REVIEWER_UNFIT. */
  async appointable(personIds: readonly string[]): Promise<Candidate[]> {
    const people = await this.queries.execute(new FindPeople(personIds));
    const faults = personIds.flatMap((personId, at) => {
      const found = people.find(({ id }) => id === personId.toLowerCase());
      if (found?.active && found.roles.includes('reviewer')) return [];
      return [{ pointer: `/reviewers/${at}`, code: 'NOT_A_REVIEWER', detail: 'is no reviewer' }];
    });
    if (faults.length > 0)
      throw new Refusal('rule', 'REVIEWER_UNFIT', 'Some of those named cannot sit on this panel', faults);
    return this.candidates(personIds);
  }

  /** Who sits on a panel, as the data knows them now. */
  seated(state: KnownEvaluation): Promise<Candidate[]> {
    return this.candidates(sitting(state).map(({ personId }) => personId));
  }

  async candidate(personId: string): Promise<Candidate> {
    return (await this.candidates([personId]))[0]!;
  }

  async candidates(personIds: readonly string[]): Promise<Candidate[]> {
    const people = await this.queries.execute(new FindPeople(personIds));
    return Promise.all(
      personIds.map(async (given) => {
        const personId = given.toLowerCase();
        const found = people.find(({ id }) => id === personId);
        const { state } = await this.store.load(relationsStream(personId), relations);
        return {
          personId,
          organisationId: found?.organisationId ?? undefined,
          outside: found?.organisationKind !== 'agency',
          relations: state.relations,
        };
      }),
    );
  }
}
