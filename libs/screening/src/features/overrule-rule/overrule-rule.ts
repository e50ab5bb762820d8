import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { screening } from '../../domain/screening.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * Passes over a failing rule in four eyes: one person proposes, another confirms or either takes it back. Refusals: RULE_NOT_FOUND,
 * RULE_DOES_NOT_FAIL, RULE_NOT_OVERRIDABLE, OVERRULING_PROPOSED, NO_OVERRULING_PROPOSED, SECOND_PERSON_NEEDED, OWN_APPLICATION,
 * DUTIES_NOT_SEPARATE, SCREENING_CLOSED, CASE_HELD.
 */
export class OverruleRule extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly step: 'ProposeOverruling' | 'ConfirmOverruling' | 'RejectOverruling',
    readonly rule: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OverruleRule)
export class OverruleRuleHandler implements ICommandHandler<OverruleRule> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ screeningId, step, rule, reason, context }: OverruleRule): Promise<Appended> {
    const { state } = await this.desk.lay(screeningId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApart(state, context.actor, context.now);
    return this.store.decide(screeningStream(screeningId), screening, { type: step, rule, reason }, context);
  }
}
