import { randomUUID } from 'node:crypto';
import { budgetLine, budgetLineEvents } from '@doyak/disbursement';
import pg from 'pg';
import type { Bench } from './bench.js';
import { CALLERS, openBenchStore } from './bench-store.js';
import { BenchCluster, type BenchDatabase } from './cluster.js';
import { callsPerSecond, interleave } from './rounds.js';

const SLICE_MS = 3_000;
const PLENTY = 1_000_000_000_000;
const at = { programId: 'bench', line: 'hot' };
const stream = 'budget-line-bench-hot';

async function asOwner({ ownerUrl }: BenchDatabase, sql: string): Promise<void> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

export const commit: Bench = {
  name: 'commit',
  about:
    'commitments/s of 16 callers on one budget line, against `update … set balance = balance - $1 where balance >= $1` on one row',
  bars: [{ figure: 'ratios.update', atLeast: 0.3 }],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const bench = await openBenchStore(await cluster.database(), [], budgetLineEvents);
      const { store } = bench;
      const actor = { kind: 'person', id: randomUUID(), authority: 'role:operator' } as const;
      const given = () => ({ actor, now: new Date(), commandId: randomUUID() });
      const roundId = randomUUID();
      const money = { amount: PLENTY, basis: 'bench', budget: PLENTY };
      await store.decide(stream, budgetLine, { type: 'AppropriateFunds', ...at, ...money }, given());
      await store.decide(
        stream,
        budgetLine,
        { type: 'AllocateFunds', ...at, roundId, amount: PLENTY },
        given(),
      );
      await asOwner(
        bench.url,
        `create table public.hot (balance bigint not null); insert into public.hot values (${PLENTY});
        grant select, update on public.hot to doyak_app`,
      );
      const rounds = await interleave(
        {
          doyak: () =>
            callsPerSecond(CALLERS, SLICE_MS, () =>
              store.decide(
                stream,
                budgetLine,
                {
                  ...{ type: 'CommitFunds' as const, ...at, roundId, total: 1, number: 1, noteLack: false },
                  ...{ caseId: randomUUID(), agreementId: randomUUID() },
                },
                given(),
              ),
            ),
          update: () =>
            callsPerSecond(CALLERS, SLICE_MS, () =>
              bench.database.pool.query({
                name: 'hot',
                text: 'update public.hot set balance = balance - $1 where balance >= $1',
                values: [1],
              }),
            ),
        },
        options,
      );
      await bench.close();
      return {
        ...{ name: 'commit', unit: 'commitments/s', rounds: options.rounds },
        results: rounds.medians(),
        ratios: { update: rounds.ratio('doyak', 'update') },
      };
    }),
};
