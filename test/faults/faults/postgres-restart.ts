import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionFailure } from '@doyak/kernel/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@doyak/kernel/embedded';
import { FaultCluster } from '../cluster.js';
import type { Fault } from '../fault.js';
import {
  box,
  eventually,
  openBoxes,
  openStore,
  options,
  settled,
  type TestStore,
  withDatabase,
} from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

interface Load {
  readonly acknowledged: Map<string, number>;
  /** Failures that said "the server is away". */
  failures: number;
  stop(): Promise<void>;
}

/** Callers that give each command again, under its id, until it is answered. Any failure but a lost connection ends the load. */
function load(fixture: TestStore, streams: readonly { stream: string; caseId: string }[]): Load {
  let going = true;
  const acknowledged = new Map<string, number>();
  const call = async ({ stream, caseId }: { stream: string; caseId: string }) => {
    while (going) {
      const given = { ...options(caseId), commandId: randomUUID() };
      for (let answered = false; !answered;) {
        try {
          const { events } = await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, given);
          acknowledged.set(given.commandId, events.length);
          answered = true;
        } catch (error) {
          if (!isConnectionFailure(error)) throw error;
          state.failures += 1;
          await delay(20);
        }
      }
      await delay(2);
    }
  };
  const done = Promise.all(streams.map(call));
  // Looked at by stop(); until then it must not count as unhandled.
  done.catch(() => undefined);
  const state: Load = {
    acknowledged,
    failures: 0,
    stop: async () => {
      going = false;
      await done;
    },
  };
  return state;
}

/**
 * The server is restarted under load, in turn by a fast shutdown and by killing it: commands fail with what `isConnectionFailure` knows, then
 * go on; sequencer and followers find back by themselves; what was acknowledged is in the log exactly once.
 */
export const postgresRestart: Fault = {
  name: 'postgres-restart',
  limitMs: (times = 4) => 60_000 + times * 20_000,
  run: async ({ times = 4 }) => {
    const folder = mkdtempSync(join(tmpdir(), 'doyak-restart-'));
    chmodSync(folder, 0o711);
    const home = join(folder, 'home');
    let server: EmbeddedPostgres = await startEmbeddedPostgres({ home, durable: false, maxConnections: 60 });
    const { port } = server;
    try {
      return await withDatabase(new FaultCluster(server), async (database) => {
        const fixture = await openStore(database);
        try {
          await fixture.start();
          const streams = await openBoxes(fixture, 8);
          const working = load(fixture, streams);
          try {
            for (let at = 0; at < times; at += 1) {
              const before = working.acknowledged.size;
              await eventually(() => working.acknowledged.size > before + 40, { timeoutMs: 20_000 });
              if (at % 2) process.kill(server.pid, 'SIGKILL');
              else process.kill(server.pid, 'SIGINT');
              await server.exited;
              await server.stop();
              server = await startEmbeddedPostgres({ home, port, durable: false, maxConnections: 60 });
            }
            const before = working.acknowledged.size;
            await eventually(() => working.acknowledged.size > before + 40, { timeoutMs: 20_000 });
          } finally {
            await working.stop();
          }
          await settled(fixture);
          const { events } = await verifyStore(database.ownerUrl, working.acknowledged);
          assert.equal(events, working.acknowledged.size + streams.length, 'and nothing twice');
          await verifyEffects(database.ownerUrl, events);
          assert.ok(working.failures > 0, 'commands failed while it was away');
          assert.deepEqual(await fixture.followers.setAside(), [], 'nothing was set aside for it');
          const unknown = fixture.errors.filter((error) => !isConnectionFailure(error));
          assert.deepEqual(unknown.map(String), [], 'sequencer and followers met only lost connections');
          return {
            restarts: times,
            acknowledged: working.acknowledged.size,
            failedMeanwhile: working.failures,
          };
        } finally {
          await fixture.stop();
        }
      });
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
