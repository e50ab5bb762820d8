import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { AnyEventSpec } from '@doyak/kernel/decider';
import { type Aggregate, Aggregates } from './aggregates.js';
import { EventRegistry } from './event-registry.js';
import { EventStore } from './event-store.js';
import { Followers } from './followers.js';
import { LogSignals } from './log-signals.js';
import type { ReadModel } from './read-model.js';
import { Sequencer } from './sequencer.js';
import { asSubscription, type Reaction } from './reaction.js';
import type { Subscription } from './subscription.js';

/** What a context contributes. */
export interface EventStoreFeature {
  readonly events: readonly AnyEventSpec[];
  readonly readModels?: readonly ReadModel[];
  readonly subscriptions?: readonly Subscription[];
  readonly reactions?: readonly Reaction[];
  /** Its deciders, so that their streams can be folded by others: replays, differences between two instants. */
  readonly aggregates?: readonly Aggregate[];
}

/** Whether this process follows the log: runs the sequencer's candidate and all followers. */
export class FollowOptions {
  constructor(readonly follow: boolean) {}
}

/** Followers at work at the same time; the others take turns. */
const FOLLOWER_CONNECTIONS = 8;

@Injectable()
class LogRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('EventStore');
  private sequencer: Sequencer | undefined;
  private own: Database | undefined;

  constructor(
    @Inject(FollowOptions) private readonly options: FollowOptions,
    @Inject(Database) private readonly database: Database,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Inject(Followers) private readonly followers: Followers,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.options.follow) return;
    this.followers.onError = (follower, error) =>
      this.logger.error({ follower, err: error }, 'A follower failed');
    this.sequencer = new Sequencer(this.signals, {
      connection: this.database.connection,
      onError: (error) => this.logger.warn({ err: error }, 'The sequencer starts again'),
    });
    this.sequencer.start();
    this.own = await this.database.another({ size: FOLLOWER_CONNECTIONS, name: 'doyak-followers' });
    await this.followers.start(this.own);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.followers.stop();
    await this.sequencer?.stop();
    await this.own?.close();
  }
}

@Global()
@Module({})
export class EventStoreModule {
  static forRoot(options: { follow: boolean }): DynamicModule {
    return {
      module: EventStoreModule,
      providers: [
        { provide: FollowOptions, useValue: new FollowOptions(options.follow) },
        ...[Aggregates, EventRegistry, LogSignals, EventStore, Followers, LogRunner],
      ],
      exports: [FollowOptions, Aggregates, EventRegistry, LogSignals, EventStore, Followers],
    };
  }

  /** Registers a context's events, read models and subscriptions. Boot fails on a name or stored type taken twice. */
  static forFeature(feature: EventStoreFeature): DynamicModule {
    @Module({})
    class EventStoreFeatureModule {
      constructor(
        @Inject(Aggregates) aggregates: Aggregates,
        @Inject(EventRegistry) registry: EventRegistry,
        @Inject(Followers) followers: Followers,
        @Inject(EventStore) store: EventStore,
        @Inject(CommandBus) bus: CommandBus,
      ) {
        registry.register(feature.events);
        aggregates.register(feature.aggregates ?? []);
        const reactions = (feature.reactions ?? []).map((reaction) => asSubscription(reaction, bus, store));
        followers.register(feature.readModels ?? [], [...(feature.subscriptions ?? []), ...reactions]);
      }
    }
    return { module: EventStoreFeatureModule, imports: [CqrsModule] };
  }
}
