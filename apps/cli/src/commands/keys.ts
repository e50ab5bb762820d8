import { RotateEncryptionKey } from '@doyak/audit';
import { IssueApiKey, ListApiKeys, RevokeApiKey } from '@doyak/identity';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Command } from 'commander';
import { fromTerminal } from '../cli-actor.js';
import { print, table } from '../output.js';
import { withPlatform } from '../with-platform.js';
import { parseInstant } from './replay.js';

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description("API keys of organisations' systems, and the key that wraps people's data keys");

  keys
    .command('list')
    .description('Keys, never their secrets')
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const { items } = await withPlatform(({ app }) =>
        app.get(QueryBus, { strict: false }).execute(new ListApiKeys({}, 200)),
      );
      print(json, { keys: items }, () =>
        table(
          items.map(({ id, label, organisationId, expiresAt, revokedAt, lastUsedAt }) => ({
            ...{ id, label, organisationId },
            ...{ expiresAt, revokedAt, lastUsedAt },
          })),
        ),
      );
    });

  keys
    .command('issue <organisation-id> <label> <scopes...>')
    .description('Issue a key with these permissions; it is shown this once')
    .requiredOption('--expires <instant>', 'RFC 3339 instant')
    .option('--json', 'one JSON document', false)
    .action(
      async (
        organisationId: string,
        label: string,
        scopes: string[],
        { json, expires }: { json: boolean; expires: string },
      ) => {
        const facts = { organisationId, label, scopes, expiresAt: new Date(parseInstant(expires)) };
        const { key, streamId } = await withPlatform(({ app }) =>
          app.get(CommandBus, { strict: false }).execute(new IssueApiKey(facts, fromTerminal())),
        );
        print(json, { id: streamId, key }, () => `Key, shown this once: ${key}`);
      },
    );

  keys
    .command('revoke <key-id>')
    .description('Revoke a key; from the next request on it opens nothing')
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'one JSON document', false)
    .action(async (id: string, { json, reason }: { json: boolean; reason: string }) => {
      const done = await withPlatform(({ app }) =>
        app.get(CommandBus, { strict: false }).execute(new RevokeApiKey(id, reason, fromTerminal())),
      );
      print(json, done, () => 'Revoked.');
    });

  keys
    .command('rotate')
    .description(
      'Wrap the data keys of all people with a new key-encryption key; the one before is destroyed',
    )
    .option('--json', 'one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const done = await withPlatform(({ app }) =>
        app.get(CommandBus, { strict: false }).execute(new RotateEncryptionKey(fromTerminal())),
      );
      print(json, done, () => `${done.rewrapped} data keys are wrapped with ${done.to}.`);
    });
}
