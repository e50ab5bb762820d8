import { Refusal } from '@doyak/kernel/decider';
import { type JobState, jobStates, QueueOperations, Reconciler } from '@doyak/kernel/queues';
import type { Command } from 'commander';
import { print, table } from '../output.js';
import { type Platform, withPlatform } from '../with-platform.js';

/** Runs work on the platform that a command opens for itself. */
type OnPlatform = <Result>(work: (platform: Pick<Platform, 'app'>) => Promise<Result>) => Promise<Result>;

export function addJobs(program: Command, onPlatform: OnPlatform = withPlatform): void {
  const jobs = program.command('jobs').description('Long-running work in the queues');
  const withJobs = <Result>(work: (operations: QueueOperations) => Promise<Result>) =>
    onPlatform(({ app }) => work(app.get(QueueOperations, { strict: false })));

  jobs
    .command('counts', { isDefault: true })
    .description('Jobs of each queue by state')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const counts = await withJobs((operations) => operations.counts());
      print(json, { queues: counts }, () => table(counts.map((one) => ({ ...one }))));
    });

  jobs
    .command('list <queue> <state>')
    .description(`Jobs of a queue: ${jobStates.join(', ')}`)
    .option('--json', 'one JSON document', false)
    .action(async (queue: string, state: JobState, { json }: { json: boolean }) => {
      if (!jobStates.includes(state))
        throw new Refusal('rule', 'STATE_UNKNOWN', `A job is ${jobStates.join(', ')}`);
      const list = await withJobs((operations) => operations.list(queue, state, { limit: 200 }));
      print(json, { jobs: list }, () => table(list.map((one) => ({ ...one }))));
    });

  for (const [verb, description] of [
    ['retry', 'Run a failed job again'],
    ['discard', 'Remove a job that is not running'],
  ] as const) {
    jobs
      .command(`${verb} <job> <id>`)
      .description(description)
      .option('--json', 'one JSON document', false)
      .action(async (job: string, id: string, { json }: { json: boolean }) => {
        const done = await withJobs((operations) => operations[verb]({ job, id }));
        if (!done) throw new Refusal('not-found', 'JOB_NOT_FOUND', `There is no such job to ${verb}`);
        print(json, { job, id, done }, () => 'Done.');
      });
  }

  jobs
    .command('cancel <job> <id>')
    .description('Remove a waiting job, or stop a running one')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'one JSON document', false)
    .action(async (job: string, id: string, { json, reason }: { json: boolean; reason: string }) => {
      const outcome = await withJobs((operations) => operations.cancel({ job, id }, reason));
      if (outcome === 'none')
        throw new Refusal('not-found', 'JOB_NOT_FOUND', 'There is no such job to cancel');
      print(json, { job, id, outcome }, () => outcome);
    });

  for (const verb of ['pause', 'resume', 'drain'] as const) {
    jobs
      .command(`${verb} <queue>`)
      .description(
        verb === 'drain'
          ? 'Remove all waiting jobs; what PostgreSQL calls pending comes back'
          : `${verb} a queue`,
      )
      .option('--json', 'one JSON document', false)
      .action(async (queue: string, { json }: { json: boolean }) => {
        await withJobs((operations) => operations[verb](queue));
        print(json, { queue, done: verb }, () => 'Done.');
      });
  }

  jobs
    .command('rebuild')
    .description('Enqueue what PostgreSQL calls pending and the queues do not have')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const rebuilt = await onPlatform(({ app }) => app.get(Reconciler, { strict: false }).runNow());
      print(json, { sources: rebuilt }, () => table(rebuilt.map((one) => ({ ...one }))));
    });
}
