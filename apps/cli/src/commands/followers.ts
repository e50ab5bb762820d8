import { Refusal } from '@doyak/kernel/decider';
import { Followers } from '@doyak/kernel/event-store';
import type { Command } from 'commander';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';

export function addFollowers(program: Command): void {
  const followers = program.command('followers').description('Who follows the log, and what they set aside');

  followers
    .command('list', { isDefault: true })
    .description('How far each follower is')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const list = await withPlatform(({ app }) => app.get(Followers).status());
      print(json, { followers: list }, () => table(list.map((status) => ({ ...status }))));
    });

  followers
    .command('set-aside [follower]')
    .description('Events whose handler threw, and those held behind them')
    .option('--json', 'one JSON document', false)
    .action(async (follower: string | undefined, { json }: { json: boolean }) => {
      const list = await withPlatform(({ app }) => app.get(Followers).setAside(follower));
      print(json, { setAside: list }, () => table(list.map((one) => ({ ...one }))));
    });

  followers
    .command('retry <follower> <stream>')
    .description('Take in what was set aside for a stream, in order and all or nothing')
    .option('--json', 'one JSON document', false)
    .action(async (name: string, stream: string, { json }: { json: boolean }) => {
      const events = await withPlatform(async ({ app }) =>
        (await known(app.get(Followers), name)).retry(stream),
      );
      print(
        json,
        { follower: name, stream, events },
        () => `${name} has taken in ${events} event(s) of ${stream}.`,
      );
    });

  followers
    .command('reset <follower> <index>')
    .description(
      'Put a subscription back to just after a log index (-1: the start); what follows is handled again',
    )
    .option('--json', 'one JSON document', false)
    .action(async (name: string, index: string, { json }: { json: boolean }) => {
      const checkpoint = Number(index);
      const done = await withPlatform(async ({ app }) => {
        await known(app.get(Followers), name);
        return Number.isSafeInteger(checkpoint) && app.get(Followers).reset(name, checkpoint);
      });
      if (!done) throw new Refusal('rule', 'NO_SUCH_INDEX', `${index} is not an index of the log`);
      print(json, { follower: name, checkpoint }, () => `${name} goes on after index ${checkpoint}.`);
    });
}

async function known(followers: Followers, name: string) {
  const follower = await followers.find(name);
  if (!follower) throw new Refusal('not-found', 'FOLLOWER_NOT_FOUND', `There is no follower ${name}`);
  return follower;
}
