import { LogStatus, RotateLogKey } from '@doyak/audit';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { fromTerminal } from '../cli-actor.js';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';

const DAY = 86_400_000;

export function addLog(program: Command): void {
  const log = program.command('log').description('The transparency log and the keys that sign it');

  log
    .command('status', { isDefault: true })
    .description('Size of the log, its last checkpoint, its keys, and whether signing is stopped')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const status = await withPlatform(({ app }) =>
        app.get(QueryBus, { strict: false }).execute(new LogStatus()),
      );
      print(json, status, () =>
        [
          `Log         ${status.origin}, ${status.size} events`,
          `Checkpoint  ${status.checkpoint ? `${status.checkpoint.size} events, signed ${status.checkpoint.signedAt}` : 'none yet'}`,
          ...(status.stopped ? [`STOPPED     ${status.stopped.detail} (${status.stopped.fault})`] : []),
          '',
          table(
            status.keys.map(({ verifierKey, validFrom, validUntil }) => ({
              verifierKey,
              validFrom,
              validUntil,
            })),
          ),
        ].join('\n'),
      );
    });

  log
    .command('rotate-key')
    .description('Make a new signing key in the data folder; keys that sign now go on beside it for a while')
    .option('--overlap-days <days>', 'how long', '30')
    .option('--json', 'one JSON document', false)
    .action(async ({ json, overlapDays }: { json: boolean; overlapDays: string }) => {
      const days = Number(overlapDays);
      if (!(days >= 0 && days <= 3_650)) throw new Error('--overlap-days takes a number of days up to 3650');
      const { verifierKey } = await withPlatform(({ app }) =>
        app.get(CommandBus, { strict: false }).execute(new RotateLogKey(days * DAY, fromTerminal())),
      );
      print(json, { verifierKey }, () => `New verifier key: ${verifierKey}\nTell witnesses and auditors.`);
    });
}
