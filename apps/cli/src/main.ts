import 'reflect-metadata';
import { Refusal } from '@doyak/kernel/decider';
import { Command } from 'commander';
import { explainFault } from '../../composition/src/run.js';
import { version } from '../../composition/src/version.js';
import { addFollowers } from './commands/followers.js';
import { addMigrate } from './commands/migrate.js';
import { addReplay } from './commands/replay.js';
import { addUp } from './commands/up.js';

const program = new Command('doyak')
  .version(version)
  .description('Doyak: support programs for AI startups')
  .showHelpAfterError();
for (const add of [addUp, addMigrate, addReplay, addFollowers]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Refusal ? `${error.detail} (${error.code})` : explainFault(error));
  process.exitCode = 1;
}
