import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventStore, EventStoreModule, type EventStoreFeature } from '@doyak/kernel/event-store';
import { AllowedNetworks } from '@doyak/kernel/outbound';
import { allowedNetworksEvents } from './domain/allowed-networks.events.js';
import { ALLOWED_NETWORKS_STREAM, allowedNetworks } from './domain/allowed-networks.js';
import { ChangeNetworksController } from './features/change-networks/change-networks.controller.js';
import { ChangeNetworksHandler } from './features/change-networks/change-networks.js';
import './networks.permissions.js';

/** What the context brings to the log. */
export const networksFeature: EventStoreFeature = { events: allowedNetworksEvents };

/** The list is looked up at most this often (ms). */
const REMEMBERED = 2_000;

@Module({
  imports: [CqrsModule, EventStoreModule.forFeature(networksFeature)],
  controllers: [ChangeNetworksController],
  providers: [ChangeNetworksHandler],
})
export class NetworksModule implements OnModuleInit {
  private known: readonly string[] = [];
  private readAt = -Infinity;

  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(AllowedNetworks) private readonly allowed: AllowedNetworks,
  ) {}

  onModuleInit(): void {
    this.allowed.from(() => this.now());
  }

  private async now(): Promise<readonly string[]> {
    if (performance.now() - this.readAt < REMEMBERED) return this.known;
    const { state } = await this.store.load(ALLOWED_NETWORKS_STREAM, allowedNetworks);
    this.known = state.map(({ network }) => network);
    this.readAt = performance.now();
    return this.known;
  }
}
