import 'reflect-metadata';
import { Refusal } from '@doyak/kernel/decider';
import type { Command } from 'commander';
import { explainFault } from '../../composition/src/run.js';
import { addDemo } from './commands/demo.js';
import { addExport } from './commands/export.js';
import { addFollowers } from './commands/followers.js';
import { addJobs } from './commands/jobs.js';
import { addKeys } from './commands/keys.js';
import { addLog } from './commands/log.js';
import { addMigrate } from './commands/migrate.js';
import { addPrograms } from './commands/programs.js';
import { addReplay } from './commands/replay.js';
import { addSuites } from './commands/suites.js';
import { addUp } from './commands/up.js';
import { addUsers } from './commands/users.js';

/** Commands that run on the platform: settings, database, contexts. */
export function addPlatformCommands(program: Command): void {
  for (const add of [
    ...[addUp, addMigrate, addDemo, addPrograms, addReplay, addFollowers, addJobs, addUsers, addKeys, addLog],
    ...[addExport, addSuites],
  ])
    add(program);
}

export function explain(error: unknown): string {
  return error instanceof Refusal ? `${error.detail} (${error.code})` : explainFault(error);
}
