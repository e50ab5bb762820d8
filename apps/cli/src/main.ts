import { Command } from 'commander';
import { version } from '../../composition/src/version.js';
import { addVerify } from './commands/verify.js';
import { addWebhooks } from './commands/webhooks.js';
import { addWitness } from './commands/witness.js';

const program = new Command('doyak')
  .version(version)
  .description('Doyak: support programs for AI startups')
  .showHelpAfterError();
addVerify(program);
addWebhooks(program);
addWitness(program);

/** Commands that stand alone load neither framework nor database driver: they run where neither is wanted. */
const standsAlone = program.commands.some((command) => command.name() === process.argv[2]);
const platform = standsAlone ? undefined : await import('./platform-commands.js');
platform?.addPlatformCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(platform ? platform.explain(error) : (error as Error).message);
  process.exitCode = 1;
}
