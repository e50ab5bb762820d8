import { type Decider, Refusal } from '@doyak/kernel/decider';
import type { Ground, Relation } from './conflicts.js';
import { person } from './guards.js';
import type { RelationEvent } from './relations.events.js';

export interface KnownRelation extends Relation {
  readonly source: 'self' | 'officer';
  readonly by: string;
}

export interface RelationsState {
  readonly relations: readonly KnownRelation[];
}

export type RelationCommand =
  | {
      type: 'DeclareRelation';
      reviewer: string;
      relationId: string;
      ground: Ground;
      to: Relation['to'];
      note?: string;
    }
  | { type: 'RetractRelation'; reviewer: string; relationId: string; reason: string };

/**
 * What is known of a reviewer's relations (이해관계). A former relation counts like a present one, so that none ever ends; one that was recorded in
 * error is retracted by an officer other than who recorded it, never by the reviewer.
 */
export const relations: Decider<RelationsState, RelationCommand, RelationEvent> = {
  name: 'relations',
  initialState: { relations: [] },
  evolve: (state, { type, data }) => {
    if (type === 'RelationRetracted')
      return { relations: state.relations.filter(({ relationId }) => relationId !== data.relationId) };
    const { relationId, ground, to, source, by } = data;
    return { relations: [...state.relations, { relationId, ground, to, source, by }] };
  },
  decide: (command, state) => {
    const by = person(command.actor);
    const { reviewer, relationId } = command;
    if (command.type === 'RetractRelation') {
      const found = state.relations.find((one) => one.relationId === relationId);
      if (!found) throw new Refusal('not-found', 'RELATION_NOT_FOUND', 'There is no such relation');
      if (by === reviewer || by === found.by)
        throw new Refusal(
          'rule',
          'SECOND_PERSON_NEEDED',
          'Another person has to retract what this one declared',
        );
      return [{ type: 'RelationRetracted', data: { reviewer, relationId, reason: command.reason, by } }];
    }
    const { ground, to, note } = command;
    const known = state.relations.some(
      (one) =>
        one.ground === ground &&
        one.to.personId === to.personId &&
        one.to.organisationId === to.organisationId,
    );
    if (known) return [];
    const source = by === reviewer ? ('self' as const) : ('officer' as const);
    return [{ type: 'RelationDeclared', data: { reviewer, relationId, ground, to, source, note, by } }];
  },
};
