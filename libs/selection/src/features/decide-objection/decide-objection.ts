import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Effect } from '../../domain/objection.events.js';
import { type KnownObjection, objection, type Ruling } from '../../domain/objection.js';
import { wouldBeSelected } from '../../domain/selection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { objectionStream, selectionId } from '../../selection-ids.js';

/** What an accepted objection changes. Totals are hundredths; criteria that are not named stay as they were scored. */
export type EffectAsked =
  | {
      readonly kind: 'corrected-totals';
      readonly totals: readonly {
        readonly stage: string;
        readonly total: number;
        readonly criteria?: readonly { readonly id: string; readonly mean: number }[];
      }[];
    }
  | { readonly kind: 'slot-added' | 'decision-reversed' };

export interface RulingAsked {
  readonly decision: Ruling;
  readonly reason: string;
  readonly effect?: EffectAsked;
}

/**
 * Decides an objection: accepted (인용), dismissed (기각) or inadmissible (각하). Refusals: OBJECTION_NOT_FOUND, OBJECTION_NOT_FILED, OBJECTION_CLOSED,
 * OWN_DECISION, OWN_APPLICATION, PERSON_NEEDED, EFFECT_UNFIT, CORRECTION_CHANGES_NOTHING, RESULT_NOT_PUBLISHED, DUTIES_NOT_SEPARATE, CASE_HELD.
 */
export class DecideObjection extends Command<Appended> {
  constructor(
    readonly objectionId: string,
    readonly ruling: RulingAsked,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DecideObjection)
export class DecideObjectionHandler implements ICommandHandler<DecideObjection> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
  ) {}

  async execute({ objectionId, ruling, context }: DecideObjection): Promise<Appended> {
    const state = await this.desk.objection(objectionId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApartIn(state.caseId, state.stage, context.actor, context.now);
    const effect = ruling.effect && (await this.effect(state, ruling.effect));
    const { decision, reason } = ruling;
    return this.store.decide(
      objectionStream(objectionId),
      objection,
      { type: 'DecideObjection', decision, reason, effect },
      context,
    );
  }

  private async effect(state: KnownObjection, asked: EffectAsked): Promise<Effect> {
    if (asked.kind !== 'corrected-totals') return { kind: asked.kind };
    if (state.against.kind !== 'selection')
      throw new Refusal('rule', 'EFFECT_UNFIT', 'There are no totals to correct');
    const { caseId, against } = state;
    const selected = await this.desk.selection(selectionId({ ...state, stage: against.stage }));
    if (!selected.candidates[caseId]?.published)
      throw new Refusal('conflict', 'RESULT_NOT_PUBLISHED', 'There is no result to correct');
    const totals = asked.totals.map(({ stage, total, criteria = [] }, at) => {
      const known = selected.totals[caseId]?.[stage];
      if (!known)
        throw new Refusal('rule', 'EFFECT_UNFIT', 'The selection counts no such evaluation', [
          { pointer: `/effect/totals/${at}/stage`, code: 'UNKNOWN', detail: 'does not count' },
        ]);
      const means = known.criteria.map((one) => ({
        ...one,
        mean: criteria.find(({ id }) => id === one.id)?.mean ?? one.mean,
      }));
      return { stage, total, criteria: means };
    });
    if (!wouldBeSelected(selected, caseId, totals))
      throw new Refusal(
        'rule',
        'CORRECTION_CHANGES_NOTHING',
        'With these totals the case would not be selected',
      );
    return { kind: 'corrected-totals', totals };
  }
}
