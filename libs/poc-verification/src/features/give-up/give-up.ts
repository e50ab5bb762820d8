import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { poc } from '../../domain/poc.js';
import { PocDesk } from '../../poc-desk.js';
import { pocStream } from '../../poc-ids.js';

/**
 * Ends a verification as failed although attempts are left, e.g. since no target was registered. Refusals: POC_NOT_FOUND, POC_OVER, POC_RUNNING,
 * CASE_HELD, OWN_APPLICATION, PERSON_NEEDED, DUTIES_NOT_SEPARATE.
 */
export class GiveUp extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GiveUp)
export class GiveUpHandler implements ICommandHandler<GiveUp> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PocDesk) private readonly desk: PocDesk,
  ) {}

  async execute({ pocId, reason, context }: GiveUp): Promise<Appended> {
    const state = await this.desk.poc(pocId);
    await this.desk.refuseHeld(state.caseId);
    await this.desk.refuseApart(state, context.actor, context.now);
    return this.store.decide(pocStream(pocId), poc, { type: 'GiveUp', reason }, context);
  }
}
