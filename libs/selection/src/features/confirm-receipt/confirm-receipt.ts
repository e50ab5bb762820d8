import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApplicationState, actsFor, application } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Channel } from '../../domain/notices.events.js';
import { notices } from '../../domain/notices.js';
import { noticesStream } from '../../selection-ids.js';

export interface Receipt {
  readonly caseId: string;
  readonly notice: number;
  readonly channel: Channel;
}

/** The applicant has received a notice. Refusals: NOTICE_NOT_FOUND (another's as well), NOTICE_NOT_SENT. */
export class ConfirmReceipt extends Command<Appended> {
  constructor(
    readonly receipt: Receipt,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ConfirmReceipt)
export class ConfirmReceiptHandler implements ICommandHandler<ConfirmReceipt> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ receipt: { caseId, notice, channel }, context }: ConfirmReceipt): Promise<Appended> {
    const stream = noticesStream(caseId);
    const { state } = await this.store.load(stream, notices);
    const issued = state.notices.find((one) => one.notice === notice);
    if (!issued || !(await this.isOwn(issued.applicationId, context)))
      throw new Refusal('not-found', 'NOTICE_NOT_FOUND', 'The case has no such notice');
    const command = { type: 'ConfirmReceipt', notice, channel } as const;
    return this.store.decide(stream, notices, command, { ...context, caseId });
  }

  private async isOwn(applicationId: string, { actor }: DecideOptions): Promise<boolean> {
    const { state } = await this.store.load<ApplicationState, never>(
      `application-${applicationId}`,
      application,
    );
    return state.status !== 'NONE' && actsFor(actor, state.applicant);
  }
}
