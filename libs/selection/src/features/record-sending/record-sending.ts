import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Channel } from '../../domain/notices.events.js';
import { notices } from '../../domain/notices.js';
import { noticesStream } from '../../selection-ids.js';

export interface Sending {
  readonly caseId: string;
  readonly notice: number;
  readonly channel: Channel;
  readonly sentAt: string;
}

/** Records when a notice went out by mail or post. Refusals: NOTICE_NOT_FOUND, NOTICE_SENT, SENT_IN_FUTURE. */
export class RecordSending extends Command<Appended> {
  constructor(
    readonly sending: Sending,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordSending)
export class RecordSendingHandler implements ICommandHandler<RecordSending> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ sending: { caseId, ...sending }, context }: RecordSending): Promise<Appended> {
    return this.store.decide(
      noticesStream(caseId),
      notices,
      { type: 'RecordSending', ...sending },
      { ...context, caseId },
    );
  }
}
