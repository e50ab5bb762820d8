import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal, type Violation } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { ProgramDefinition } from '@doyak/programs';
import type { Values } from '../../domain/screening.events.js';
import { screening } from '../../domain/screening.js';
import { factValue } from '../../fact-value.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';
import { DUPLICATE_SEARCH } from '../../screening-rules.js';

/**
 * Records what an officer found, or what an office (tax office, business registry) answered; the rules are run again. Refusals: FACT_UNKNOWN,
 * FACT_INVALID, FACT_NOT_RECORDABLE, SECOND_PERSON_NEEDED, OWN_APPLICATION, SCREENING_CLOSED, CASE_HELD.
 */
export class RecordFacts extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly facts: Values,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordFacts)
export class RecordFactsHandler implements ICommandHandler<RecordFacts> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ screeningId, facts, reason, context }: RecordFacts): Promise<Appended> {
    const { state, plan } = await this.desk.lay(screeningId);
    await this.desk.refuseHeld(state.caseId);
    refuseUnfit(facts, plan.definition);
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'RecordFacts', facts, reason, judge: plan.judge },
      context,
    );
  }
}

function refuseUnfit(facts: Values, definition: ProgramDefinition): void {
  const at = (name: string, code: string, detail: string): Violation => ({
    pointer: `/facts/${name}`,
    code,
    detail,
  });
  const unknown = Object.keys(facts).filter((name) => !Object.hasOwn(definition.facts, name));
  if (unknown.length > 0) {
    const faults = unknown.map((name) => at(name, 'UNKNOWN', 'is not a fact of the program'));
    throw new Refusal('rule', 'FACT_UNKNOWN', 'The program has no such fact', faults);
  }
  const elsewhere = Object.keys(facts).filter((name) => {
    const { from } = definition.facts[name]!;
    return !('operator' in from || ('check' in from && from.check !== DUPLICATE_SEARCH));
  });
  if (elsewhere.length > 0) {
    const faults = elsewhere.map((name) => at(name, 'NOT_RECORDABLE', 'is known from elsewhere'));
    throw new Refusal('rule', 'FACT_NOT_RECORDABLE', 'A fact is known from elsewhere', faults);
  }
  const unfit = Object.entries(facts).flatMap(([name, value]) => {
    const parsed = factValue(definition.facts[name]!).safeParse(value);
    return parsed.success ? [] : [at(name, 'INVALID', parsed.error.issues[0]?.message ?? 'does not fit')];
  });
  if (unfit.length > 0) throw new Refusal('rule', 'FACT_INVALID', 'A value does not fit its fact', unfit);
}
