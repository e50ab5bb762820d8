import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { endOf } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { screening } from '../../domain/screening.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * Asks the applicant for a supplement (보완요구): an explanation, or new answers to fields of the form, before a deadline on the business
 * calendar. Refusals: FIELD_UNKNOWN, SUPPLEMENT_AWAITED, SUPPLEMENTS_USED_UP, DEADLINE_UNKNOWN, OWN_APPLICATION, SCREENING_CLOSED, CASE_HELD.
 */
export class RequestSupplement extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly ask: string,
    readonly fields: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RequestSupplement)
export class RequestSupplementHandler implements ICommandHandler<RequestSupplement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ screeningId, ask, fields, context }: RequestSupplement): Promise<Appended> {
    const { state, plan } = await this.desk.lay(screeningId);
    await this.desk.refuseHeld(state.caseId);
    const unknown = fields.filter((field) => !Object.hasOwn(plan.track.application.form.properties, field));
    if (unknown.length > 0) {
      const faults = unknown.map((field) => ({
        pointer: `/fields/${fields.indexOf(field)}`,
        code: 'UNKNOWN',
        detail: 'is not a field of the form',
      }));
      throw new Refusal('rule', 'FIELD_UNKNOWN', 'The form has no such field', faults);
    }
    const { answerWithin } = plan.config.supplement;
    const calendar = await this.programs.calendar(state.programId, state.programVersion);
    const answerBefore = endOf(calendar, context.now, answerWithin);
    if (answerBefore === undefined)
      throw new Refusal('rule', 'DEADLINE_UNKNOWN', 'The calendar does not reach so far');
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'RequestSupplement', ask, fields: [...new Set(fields)], answerBefore },
      context,
    );
  }
}
