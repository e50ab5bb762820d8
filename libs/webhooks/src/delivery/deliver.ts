import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '@doyak/kernel/clock';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { LogSignals } from '@doyak/kernel/event-store';
import { Outbound } from '@doyak/kernel/outbound';
import { defineJob, type Handles, type JobContext, JobHandler, type PayloadOut } from '@doyak/kernel/queues';
import { z } from 'zod';
import { PauseEndpoint } from '../features/pause-endpoint/pause-endpoint.js';
import { derivedId } from '../webhook-ids.js';
import { Breakers } from './breakers.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliverySettings } from './delivery-settings.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { Lane, type LaneEnd } from './lane.js';
import { type LaneEndpoint, LaneLost, restLane, takeLane } from './lane-rows.js';
import { MessageBodies } from './message-bodies.js';
import { PartnerReceipts } from './partner-receipts.js';
import { WebhookSigningKeys } from './signing-keys.js';

/** Works for one endpoint, for a while. The job may be lost or come twice: who takes the lane is decided in PostgreSQL. */
export const deliver = defineJob({
  name: 'webhooks.deliver',
  queue: 'webhooks',
  payload: z.object({ endpointId: z.uuid(), generation: z.int() }),
  attempts: 1,
  // Endpoints at a time in one process; most of the time their lanes wait for answers.
  concurrency: 100,
});

@Injectable()
@JobHandler(deliver)
export class Deliver implements Handles<typeof deliver> {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Database) private readonly database: Database,
    @Inject(MessageBodies) private readonly bodies: MessageBodies,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(DeliverySettings) private readonly settings: DeliverySettings,
    @Inject(Breakers) private readonly breakers: Breakers,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
    @Inject(WebhookSigningKeys) private readonly signing: WebhookSigningKeys,
    @Inject(PartnerReceipts) private readonly receipts: PartnerReceipts,
    @Inject(DeliveryMetrics) private readonly metrics: DeliveryMetrics,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async run({ endpointId, generation }: PayloadOut<typeof deliver>, { signal }: JobContext): Promise<void> {
    const holder = randomUUID();
    const endpoint = await takeLane(this.database, endpointId, generation, holder, this.settings.lease);
    if (!endpoint) return;
    let end: LaneEnd = { pauseMs: this.settings.throttle, stopped: undefined };
    try {
      const lane = await this.lane(endpoint, holder, signal);
      end = await lane.run();
      if (end.stopped) await this.stop(endpointId, end.stopped);
    } catch (error) {
      if (!(error instanceof LaneLost)) throw error;
    } finally {
      const pause = end.stopped ? Math.max(end.pauseMs, this.settings.throttle) : end.pauseMs;
      await restLane(this.database, endpointId, holder, pause);
    }
  }

  private async lane(endpoint: LaneEndpoint, holder: string, signal: AbortSignal): Promise<Lane> {
    const { endpoint_id: id, organisation_id: organisationId } = endpoint;
    // A person took the pause away: whatever this process thought of the endpoint counts no more.
    if (endpoint.not_before === null && this.breakers.of(id).pause() > 0) this.breakers.forget(id);
    const [secrets, signer, partnerKeys] = await Promise.all([
      this.secrets.valid(id),
      this.signing.signer(),
      this.receipts.keysOf(organisationId, this.clock.now()),
    ]);
    return new Lane(endpoint, holder, {
      ...{ database: this.database, outbound: this.outbound, settings: this.settings, signal, partnerKeys },
      breaker: this.breakers.of(id),
      keys: { secrets, privateKeys: [signer] },
      source: this.config.logOrigin,
      render: ({ index }) => this.bodies.render(index, endpoint.form, endpoint.contract),
      turn: () => this.signals.followed.turn(),
      wait: (ms, since) => this.signals.followed.wait(ms, signal, since),
      observe: (verdict, ms) => this.metrics.attempted(verdict, ms),
    });
  }

  private async stop(
    endpointId: string,
    { because, eventId }: NonNullable<LaneEnd['stopped']>,
  ): Promise<void> {
    const reason =
      because === 'gone'
        ? 'The endpoint answered 410 Gone'
        : `The last attempt for message ${eventId} has failed`;
    const context = {
      actor: { kind: 'system', id: 'webhooks.deliver', authority: 'webhooks.deliver' },
      now: new Date(),
      commandId: derivedId('pause', endpointId, because, eventId, randomUUID()),
    } as const;
    try {
      await this.bus.execute(new PauseEndpoint(endpointId, because, reason, context));
    } catch (error) {
      // A person was quicker.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
