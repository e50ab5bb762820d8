import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { FindPeople } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Ground } from '../../domain/conflicts.js';
import { relations } from '../../domain/relations.js';
import { EvaluationDesk } from '../../evaluation-desk.js';
import { relationsStream } from '../../evaluation-ids.js';

/** To a person, an organisation, or the applicant of an evaluation. */
export type RelationTo =
  { readonly personId: string } | { readonly organisationId: string } | { readonly evaluationId: string };

/**
 * Declares a relation that may exclude a reviewer (제척 사유), by the reviewer or by an officer; panels on which it is a ground are left at once.
 * Refusals: PERSON_NOT_FOUND, EVALUATION_NOT_FOUND, PERSON_NEEDED.
 */
export class DeclareRelation extends Command<Appended> {
  constructor(
    readonly reviewer: string,
    readonly relation: { readonly ground: Ground; readonly to: RelationTo; readonly note?: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DeclareRelation)
export class DeclareRelationHandler implements ICommandHandler<DeclareRelation> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
  ) {}

  async execute({ reviewer, relation: { ground, to, note }, context }: DeclareRelation): Promise<Appended> {
    if ((await this.queries.execute(new FindPeople([reviewer]))).length === 0)
      throw new Refusal('not-found', 'PERSON_NOT_FOUND', 'There is no such person');
    return this.store.decide(
      relationsStream(reviewer),
      relations,
      {
        type: 'DeclareRelation',
        ...{ reviewer, relationId: context.commandId, ground, note },
        to: await this.resolve(to),
      },
      context,
    );
  }

  /** A party counts as the organisation it applies for; a founder without one, as the person. */
  private async resolve(to: RelationTo): Promise<{ personId?: string; organisationId?: string }> {
    if (!('evaluationId' in to)) return to;
    const { applicant } = await this.desk.lay(to.evaluationId);
    return applicant.organisationId === undefined
      ? { personId: applicant.personId }
      : { organisationId: applicant.organisationId };
  }
}
