import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Outbound, OutboundRefused } from '@doyak/kernel/outbound';
import { TargetKeys } from '../../benchmark/target-keys.js';
import type { PocTarget } from '../../domain/poc.events.js';
import { poc } from '../../domain/poc.js';
import { PocDesk } from '../../poc-desk.js';
import { pocStream } from '../../poc-ids.js';

type Endpoint = Omit<Extract<PocTarget, { kind: 'endpoint' }>, 'kind' | 'keyId'>;

/** `targetId` names this registration; it is the command's id. */
export interface Registered extends Appended {
  readonly targetId: string;
}

/**
 * Registers the model endpoint of an applicant; a later one replaces it for attempts to come. The key is kept sealed and never shown. Refusals:
 * POC_NOT_FOUND, POC_OVER, POC_RUNNING, CASE_HELD, TARGET_UNFIT, ENDPOINT_NOT_ALLOWED.
 */
export class RegisterTarget extends Command<Registered> {
  constructor(
    readonly pocId: string,
    readonly endpoint: Endpoint,
    readonly key: string | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterTarget)
export class RegisterTargetHandler implements ICommandHandler<RegisterTarget> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PocDesk) private readonly desk: PocDesk,
    @Inject(TargetKeys) private readonly keys: TargetKeys,
    @Inject(Outbound) private readonly outbound: Outbound,
  ) {}

  async execute({ pocId, endpoint, key, context }: RegisterTarget): Promise<Registered> {
    const state = await this.desk.poc(pocId);
    if (!actsFor(context.actor, state.applicant))
      throw new Refusal('not-found', 'POC_NOT_FOUND', 'There is no such verification');
    await this.desk.refuseHeld(state.caseId);
    await this.refuseUrl(endpoint.baseUrl);
    const keyId = key === undefined ? undefined : await this.keys.keep(pocId, key, context.now);
    const targetId = context.commandId;
    const target: PocTarget = { kind: 'endpoint', ...endpoint, ...(keyId !== undefined && { keyId }) };
    const outcome = await this.store.decide(
      pocStream(pocId),
      poc,
      { type: 'RegisterTarget', targetId, target },
      context,
    );
    return { ...outcome, targetId };
  }

  private async refuseUrl(url: string): Promise<void> {
    try {
      const { search, hash } = await this.outbound.check(url);
      if (search === '' && hash === '') return;
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error;
      throw new Refusal('rule', 'ENDPOINT_NOT_ALLOWED', error.detail, [
        { pointer: '/baseUrl', code: error.code, detail: error.detail },
      ]);
    }
    throw new Refusal('rule', 'ENDPOINT_NOT_ALLOWED', 'A base URL has no query and no fragment');
  }
}
