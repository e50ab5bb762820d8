/** The only reader of the environment (docs/adr/0012). One schema, checked at boot. */
export { Config, loadConfig, ConfigError } from './config.js';
export type { LogWitness } from './log-witnesses.js';
export { ConfigModule } from './config.module.js';
