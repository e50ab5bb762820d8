import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { SealedAnswers } from '@doyak/applications';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { PersonalData } from '@doyak/kernel/personal-data';
import { compileForm, type ProgramDefinition } from '@doyak/programs';
import type { Values } from '../../domain/screening.events.js';
import { screening } from '../../domain/screening.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * The applicant's answer to a supplement request (보완). The application stays as it was submitted: answers become facts of the screening.
 * Refusals: NOT_THE_APPLICANT, NO_SUPPLEMENT_AWAITED, SUPPLEMENT_LATE, ANSWER_NOT_ASKED, ANSWER_INVALID, SCREENING_CLOSED.
 */
export class AnswerSupplement extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly answers: Values,
    readonly note: string | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AnswerSupplement)
export class AnswerSupplementHandler implements ICommandHandler<AnswerSupplement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
    @Inject(SealedAnswers) private readonly sealed: SealedAnswers,
    @Inject(PersonalData) private readonly personal: PersonalData,
  ) {}

  async execute({ screeningId, answers, note, context }: AnswerSupplement): Promise<Appended> {
    const { state, plan } = await this.desk.lay(screeningId);
    const submitted = await this.desk.application(state.applicationId);
    const before: Values[] = state.supplements.map((supplement) => supplement.answers);
    const known = Object.assign({}, submitted.answers, ...before) as Values;
    const whole = await this.personal.open({ ...known, ...answers });
    const faults = (compileForm(plan.track.application.form).validate?.(whole) ?? []).map((fault) => ({
      ...fault,
      pointer: `/answers${fault.pointer}`,
    }));
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      {
        type: 'AnswerSupplement',
        ...{ answers: await this.sealed.seal(submitted, answers, {}), note, faults },
        facts: factsFrom(plan.definition, answers),
        judge: plan.judge,
      },
      context,
    );
  }
}

/** Facts that follow from answers to the form. */
function factsFrom(definition: ProgramDefinition, answers: Values): Values {
  const facts = Object.entries(definition.facts).flatMap(([name, { from }]) => {
    const answer = 'form' in from ? answers[from.form] : undefined;
    return answer === undefined ? [] : [[name, answer] as const];
  });
  return Object.fromEntries(facts);
}
