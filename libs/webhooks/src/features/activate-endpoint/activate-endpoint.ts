import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Outbound } from '@doyak/kernel/outbound';
import { AttemptRecords } from '../../delivery/attempt-records.js';
import { shakeHands } from '../../delivery/send.js';
import { endpoint } from '../../domain/endpoint.js';
import { EndpointDesk } from '../../endpoint-desk.js';
import { endpointStream } from '../../webhook-ids.js';

/** An endpoint that does not answer in this time is asked again by whoever activates it (ms). */
const TIMEOUT = 10_000;

/**
 * Lets messages flow once the endpoint has agreed to them (CloudEvents handshake); an endpoint that pulls agrees by asking. Refusals:
 * ENDPOINT_NOT_FOUND, ENDPOINT_DISABLED, ENDPOINT_NOT_SO, HANDSHAKE_FAILED.
 */
export class ActivateEndpoint extends Command<Appended> {
  constructor(
    readonly endpointId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ActivateEndpoint)
export class ActivateEndpointHandler implements ICommandHandler<ActivateEndpoint> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(Config) private readonly config: Config,
    @Inject(AttemptRecords) private readonly records: AttemptRecords,
  ) {}

  async execute({ endpointId, context }: ActivateEndpoint): Promise<Appended> {
    const { url, status, perMinute } = await this.desk.endpoint(endpointId);
    const allowedPerMinute =
      url === undefined || status !== 'pending' ? undefined : await this.agree(endpointId, url, perMinute);
    return this.store.decide(
      endpointStream(endpointId),
      endpoint,
      { type: 'ActivateEndpoint', allowedPerMinute },
      context,
    );
  }

  /** The rate that the endpoint allows. Refusal: HANDSHAKE_FAILED. */
  private async agree(
    endpointId: string,
    url: string,
    perMinute: number | undefined,
  ): Promise<number | undefined> {
    const origin = this.config.publicUrl
      ? new URL(this.config.publicUrl).host
      : this.config.logOrigin.split('/')[0]!;
    const asked = await shakeHands(this.outbound, url, origin, perMinute, TIMEOUT);
    await this.records.keep(endpointId, 'handshake', asked);
    if (asked.allowed) return asked.allowedPerMinute;
    const why = asked.failure ?? `status ${asked.status} without a WebHook-Allowed-Origin of ${origin}`;
    throw new Refusal('rule', 'HANDSHAKE_FAILED', `The endpoint did not agree to messages: ${why}`);
  }
}
