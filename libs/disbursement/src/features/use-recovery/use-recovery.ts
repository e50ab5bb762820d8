import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { recoveryStream } from '../../disbursement-ids.js';
import { recovery, type RecoveryCommand } from '../../domain/settling/recovery.js';

/**
 * Demands money back, or does something about a demand. Refusals: RECOVERY_NOT_FOUND, RECOVERY_NOT_SO, INSTALMENTS_UNFIT, FOUR_EYES,
 * ABOVE_DEMAND, OWN_APPLICATION, PERSON_NEEDED.
 */
export class UseRecovery extends Command<Appended> {
  constructor(
    readonly recoveryId: string,
    readonly act: RecoveryCommand,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(UseRecovery)
export class UseRecoveryHandler implements ICommandHandler<UseRecovery> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ recoveryId, act, context }: UseRecovery): Promise<Appended> {
    const of = act.type === 'DemandRecovery' ? { ...context, caseId: act.caseId } : context;
    return this.store.decide(recoveryStream(recoveryId), recovery, act, of);
  }
}
