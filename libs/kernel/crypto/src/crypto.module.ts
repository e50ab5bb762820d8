import { Global, Module } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { loadMasterKey } from './master-key.js';
import { Sealer } from './sealer.js';

/** Makes one `Sealer` injectable; boot fails without a master key. Needs `ConfigModule`. */
@Global()
@Module({
  providers: [
    { provide: Sealer, inject: [Config], useFactory: (config: Config) => new Sealer(loadMasterKey(config)) },
  ],
  exports: [Sealer],
})
export class CryptoModule {}
