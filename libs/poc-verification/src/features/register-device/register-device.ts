import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { PocTarget } from '../../domain/poc.events.js';
import { poc } from '../../domain/poc.js';
import { PocDesk } from '../../poc-desk.js';
import { pocStream } from '../../poc-ids.js';
import type { Registered } from '../register-target/register-target.js';

type Device = Omit<Extract<PocTarget, { kind: 'device' }>, 'kind'>;

/**
 * Registers the device on which a model is measured, with the key by which it signs: an officer does, as the demand owner describes the device, so
 * that no applicant signs for it. Refusals: POC_NOT_FOUND, POC_OVER, POC_RUNNING, CASE_HELD, TARGET_UNFIT.
 */
export class RegisterDevice extends Command<Registered> {
  constructor(
    readonly pocId: string,
    readonly device: Device,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterDevice)
export class RegisterDeviceHandler implements ICommandHandler<RegisterDevice> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PocDesk) private readonly desk: PocDesk,
  ) {}

  async execute({ pocId, device, context }: RegisterDevice): Promise<Registered> {
    const { caseId } = await this.desk.poc(pocId);
    await this.desk.refuseHeld(caseId);
    const targetId = context.commandId;
    const target: PocTarget = { kind: 'device', ...device };
    const command = { type: 'RegisterTarget', targetId, target } as const;
    return { ...(await this.store.decide(pocStream(pocId), poc, command, context)), targetId };
  }
}
