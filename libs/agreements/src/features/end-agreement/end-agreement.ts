import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { agreementStream } from '../../agreement-id.js';
import { agreement } from '../../domain/agreement.js';

export interface Ending {
  readonly because: 'case-closed' | 'stage-closed';
  /** Outcome of the stage, or how the case ended. */
  readonly as: string;
}

/** An agreement ends with its stage or case: what is not concluded lapses. Refusal: AGREEMENT_NOT_FOUND. */
export class EndAgreement extends Command<Appended> {
  constructor(
    readonly agreementId: string,
    readonly ending: Ending,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(EndAgreement)
export class EndAgreementHandler implements ICommandHandler<EndAgreement> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ agreementId, ending, context }: EndAgreement): Promise<Appended> {
    return this.store.decide(
      agreementStream(agreementId),
      agreement,
      { type: 'EndWithCase', ...ending },
      context,
    );
  }
}
