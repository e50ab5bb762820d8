import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../scripts/register-ts.mjs';

/** One PostgreSQL cluster for the whole run; each test file makes its own database in it (`createTestDatabase`), some by copying one that was made once. */
export default async function setUp() {
  const { startEmbeddedPostgres } = await import('../libs/kernel/embedded/src/index.ts');
  const cluster = await startEmbeddedPostgres({ ephemeral: true, durable: false, maxConnections: 200 });
  const templates = mkdtempSync(join(tmpdir(), 'doyak-templates-'));
  const { ownerUrl, appUrl } = cluster;
  process.env.DOYAK_TEST_CLUSTER = JSON.stringify({ ownerUrl, appUrl, templates });
  globalThis.doyakTestCluster = {
    stop: async () => {
      await cluster.stop();
      rmSync(templates, { recursive: true, force: true });
    },
  };
  // Without a handler a signal ends the process without its exit hooks, and the server would stay.
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.once(name, () => process.exit(code));
}
