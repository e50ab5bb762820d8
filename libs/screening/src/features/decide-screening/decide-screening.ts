import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Decision } from '../../domain/decide-screening.js';
import { screening } from '../../domain/screening.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * Decides on eligibility (적격 여부); the case goes on as its program says. Refusals: RULES_UNDETERMINED, RULES_FAIL, REASON_NEEDED,
 * REASON_UNFOUNDED, SUPPLEMENT_AWAITED, OWN_APPLICATION, PERSON_NEEDED, DUTIES_NOT_SEPARATE, SCREENING_CLOSED, CASE_HELD.
 */
export class DecideScreening extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly decision: Decision,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DecideScreening)
export class DecideScreeningHandler implements ICommandHandler<DecideScreening> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ screeningId, decision, context }: DecideScreening): Promise<Appended> {
    const { state } = await this.desk.lay(screeningId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApart(state, context.actor, context.now);
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'DecideScreening', ...decision },
      context,
    );
  }
}
