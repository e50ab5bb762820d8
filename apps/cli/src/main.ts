import 'reflect-metadata';
import { Refusal } from '@doyak/kernel/decider';
import { Command } from 'commander';
import { explainFault } from '../../composition/src/run.js';
import { version } from '../../composition/src/version.js';
import { addDemo } from './commands/demo.js';
import { addFollowers } from './commands/followers.js';
import { addJobs } from './commands/jobs.js';
import { addKeys } from './commands/keys.js';
import { addMigrate } from './commands/migrate.js';
import { addPrograms } from './commands/programs.js';
import { addReplay } from './commands/replay.js';
import { addUp } from './commands/up.js';
import { addUsers } from './commands/users.js';

const program = new Command('doyak')
  .version(version)
  .description('Doyak: support programs for AI startups')
  .showHelpAfterError();
for (const add of [
  addUp,
  addMigrate,
  addDemo,
  addPrograms,
  addReplay,
  addFollowers,
  addJobs,
  addUsers,
  addKeys,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Refusal ? `${error.detail} (${error.code})` : explainFault(error));
  process.exitCode = 1;
}
