import { CreateFirstAdministrator, InvitePerson, ListPeople, UnlockPerson } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { fromTerminal } from '../cli-actor.js';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';

export function addUsers(program: Command): void {
  const users = program.command('users').description('People who sign in');

  users
    .command('list')
    .description('People and their roles, personal data masked')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { items } = await withPlatform(({ app }) =>
        app.get(QueryBus, { strict: false }).execute(new ListPeople({}, new Date(), 200)),
      );
      print(json, { people: items }, () =>
        table(
          items.map(({ id, name, email, roles, active }) => ({
            id,
            name,
            email,
            roles: roles.join(', '),
            active,
          })),
        ),
      );
    });

  users
    .command('create-administrator <email>')
    .description('Register the agency and its first administrator; the password is read from standard input')
    .requiredOption('--agency <name>', 'name of the agency')
    .requiredOption('--name <name>', 'name of the administrator')
    .option('--json', 'one JSON document', false)
    .action(
      async (email: string, { json, agency, name }: { json: boolean; agency: string; name: string }) => {
        const password = await fromStandardInput();
        const made = await withPlatform(({ app }) =>
          app
            .get(CommandBus, { strict: false })
            .execute(
              new CreateFirstAdministrator(
                { name: agency, businessNumber: null },
                { name, email, phone: null },
                password,
                new Date(),
              ),
            ),
        );
        if (!made.created)
          throw new Refusal('conflict', 'ADMINISTRATOR_EXISTS', 'There is an administrator already');
        print(json, made, () => `${email} is the first administrator.`);
      },
    );

  users
    .command('invite <person-id>')
    .description('Issue a one-time token with which the person sets a password')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const { invitation } = await withPlatform(({ app }) =>
        app.get(CommandBus, { strict: false }).execute(new InvitePerson(id, fromTerminal())),
      );
      print(json, invitation, () => `Token, shown this once: ${invitation!.token}`);
    });

  users
    .command('unlock <person-id>')
    .description('End the lock after wrong passwords')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json, reason }: { json: boolean; reason: string }) => {
      const done = await withPlatform(({ app }) =>
        app.get(CommandBus, { strict: false }).execute(new UnlockPerson(id, reason, fromTerminal())),
      );
      print(json, done, () => 'Unlocked.');
    });
}

/** A password is never an argument: those stand in the list of processes. */
async function fromStandardInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password, then Enter and Ctrl-D: ');
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.replace(/\r?\n$/, '');
}
