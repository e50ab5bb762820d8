import { createHash } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { DeviceResults, isSigned, readReport } from '../../benchmark/device-results.js';
import { poc } from '../../domain/poc.js';
import { lastTarget } from '../../domain/poc.state.js';
import { PocDesk } from '../../poc-desk.js';
import { pocStream } from '../../poc-ids.js';

/**
 * Takes what a device has measured, signed with the key that was registered for it, for the next attempt. Refusals: POC_NOT_FOUND, POC_OVER,
 * POC_RUNNING, CASE_HELD, TARGET_MISSING, TARGET_SUPERSEDED, SIGNATURE_WRONG, RESULTS_UNFIT, ATTEMPT_UNFIT.
 */
export class ReceiveDeviceResults extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly signed: { readonly body: Buffer; readonly signature: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReceiveDeviceResults)
export class ReceiveDeviceResultsHandler implements ICommandHandler<ReceiveDeviceResults> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PocDesk) private readonly desk: PocDesk,
    @Inject(DeviceResults) private readonly results: DeviceResults,
  ) {}

  async execute({ pocId, signed, context }: ReceiveDeviceResults): Promise<Appended> {
    const state = await this.desk.poc(pocId);
    if (!actsFor(context.actor, state.applicant))
      throw new Refusal('not-found', 'POC_NOT_FOUND', 'There is no such verification');
    await this.desk.refuseHeld(state.caseId);
    const target = lastTarget(state)?.target;
    if (target?.kind !== 'device') throw new Refusal('conflict', 'TARGET_MISSING', 'No device is registered');
    const { body, signature } = signed;
    // Before anything is read: what the device did not sign is nobody's.
    if (!isSigned(body, signature, target.publicKey))
      throw new Refusal('rule', 'SIGNATURE_WRONG', 'The signature is not that of the registered device');
    const report = readReport(body);
    if (report.pocId !== pocId) throw new Refusal('rule', 'RESULTS_UNFIT', 'pocId: is another verification');
    const sha256 = createHash('sha256').update(body).digest('hex');
    await this.results.keep(pocId, sha256, body, signature, context.now);
    const { targetId, attempt, items } = report;
    return this.store.decide(
      pocStream(pocId),
      poc,
      { type: 'ReceiveDeviceResults', targetId, attempt, sha256, items: items.length },
      context,
    );
  }
}
