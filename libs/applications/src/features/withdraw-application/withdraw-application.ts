import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';

import { application } from '../../domain/application.js';

/** Withdraws a draft or a submitted application; the company may then apply again in the round. */
export class WithdrawApplication extends Command<Appended> {
  constructor(
    readonly applicationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(WithdrawApplication)
export class WithdrawApplicationHandler implements ICommandHandler<WithdrawApplication> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ applicationId, reason, context }: WithdrawApplication): Promise<Appended> {
    const command = { type: 'WithdrawApplication', reason } as const;
    return this.store.decide(`application-${applicationId}`, application, command, context);
  }
}
