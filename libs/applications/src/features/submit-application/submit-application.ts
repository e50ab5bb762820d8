import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, ClaimTaken, type DecideOptions, EventStore } from '@doyak/kernel/event-store';

import { application, ONE_APPLICATION } from '../../domain/application.js';

/** Submits a draft; from then on it is frozen. Refused with ALREADY_APPLIED when the company has applied in this round. */
export class SubmitApplication extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SubmitApplication)
export class SubmitApplicationHandler implements ICommandHandler<SubmitApplication> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ applicationId, context }: SubmitApplication): Promise<Appended> {
    try {
      return await this.store.decide(
        `application-${applicationId}`,
        application,
        { type: 'SubmitApplication' },
        context,
      );
    } catch (error) {
      if (error instanceof ClaimTaken && error.claim.name === ONE_APPLICATION) {
        throw new Refusal('conflict', 'ALREADY_APPLIED', 'This company has already applied in this round');
      }
      throw error;
    }
  }
}
