import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { AllowedNetworks } from './allowed-networks.js';
import { Outbound } from './outbound.js';

/** Makes one `Outbound` injectable. Needs `ConfigModule`. */
@Global()
@Module({
  providers: [
    AllowedNetworks,
    {
      provide: Outbound,
      inject: [Config, AllowedNetworks],
      useFactory: (config: Config, allowed: AllowedNetworks) =>
        new Outbound({
          reachable: async () => ({ loopback: config.outboundLoopback, networks: await allowed.now() }),
        }),
    },
  ],
  exports: [Outbound, AllowedNetworks],
})
export class OutboundModule implements OnApplicationShutdown {
  constructor(@Inject(Outbound) private readonly outbound: Outbound) {}

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}
