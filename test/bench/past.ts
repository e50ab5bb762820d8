import { ListCases, ListCasesHandler } from '../../libs/cases/src/read-models/case-list/list-cases.js';
import { caseList } from '../../libs/cases/src/read-models/case-list/case-list.js';
import { project } from '../../libs/kernel/event-store/src/apply-changes.js';
import { generationsOf } from '../../libs/kernel/event-store/src/generations.js';
import type { LoggedEvent } from '@doyak/kernel/event-store';
import type { Bench } from './bench.js';
import { openBenchStore } from './bench-store.js';
import { BenchCluster } from './cluster.js';
import { percentile, tidy } from './rounds.js';

const CASES = 100_000;
const EVENTS = 6;
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const BATCH = 2_000;

const uuid = (kind: number, n: number) => `00000000-000${kind}-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** One event of one case. Cases open one a minute; each goes on for 30 days, so that at any instant tens of thousands are under way. */
function eventOf(n: number, at: number): LoggedEvent {
  const ofCase = {
    ...{ caseId: uuid(1, n), applicationId: uuid(2, n), roundId: uuid(3, n % 20) },
    ...{ programId: `program-${n % 5}`, programVersion: 1, track: `track-${n % 7}` },
  };
  const stage = { ...ofCase, stage: at < 3 ? 'screening' : 'evaluation', kind: 'screening', run: 1 };
  const applicant = { personId: uuid(4, n % 9_000), organisationId: uuid(5, n % 9_000) };
  const [type, data] = (
    [
      ['CaseOpened', { ...ofCase, number: `2026-BEN-${n}`, applicant }],
      ['StageOpened', stage],
      ['StageClosed', { ...stage, outcome: 'eligible', decidedBy: [] }],
      ['StageOpened', stage],
      ['CaseAssigned', { caseId: ofCase.caseId, responsible: uuid(6, n % 30) }],
      ['CaseClosed', { caseId: ofCase.caseId, as: 'completed' }],
    ] as const
  )[at]!;
  const occurredAt = new Date(START + n * MINUTE + at * 6 * 24 * 60 * MINUTE).toISOString();
  return {
    ...{ type, data, occurredAt, recordedAt: occurredAt, index: n * EVENTS + at, streamVersion: at + 1 },
    streamId: `case-${ofCase.caseId}`,
  } as unknown as LoggedEvent;
}

export const past: Bench = {
  name: 'past',
  about: `ms for a page of 50 of ${CASES.toLocaleString('en')} cases as of instants spread over their history; against the same page today`,
  bars: [{ figure: 'results.pastWorstMs', atMost: 3_000 }],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const bench = await openBenchStore(await cluster.database(), [caseList]);
      const [place] = await generationsOf(bench.database, caseList);
      options.note(`projecting ${(CASES * EVENTS).toLocaleString('en')} events`);
      const started = performance.now();
      // Each event in turn for a window of cases, as interleaved as the life of an agency.
      for (let from = 0; from < CASES; from += BATCH) {
        if (from % 20_000 === 0) options.note(`${from.toLocaleString('en')} cases`);
        for (let at = 0; at < EVENTS; at += 1) {
          const events = Array.from({ length: BATCH }, (_, n) => eventOf(from + n, at));
          await bench.database.transaction((tx) => project(tx, caseList, place!.schema, events));
        }
      }
      const projected = (CASES * EVENTS) / ((performance.now() - started) / 1_000);
      await bench.database.pool.query('select 1');
      const list = new ListCasesHandler(bench.database);
      const span = CASES * MINUTE;
      const timed = async (filter: ListCases['filter']) => {
        const from = performance.now();
        const rows = await list.execute(new ListCases(filter, undefined, undefined, 51));
        return { ms: performance.now() - from, rows: rows.length };
      };
      const now: number[] = [];
      const then: number[] = [];
      for (let round = 0; round <= options.rounds; round += 1) {
        for (let part = 1; part <= 20; part += 1) {
          const asOf = new Date(START + (span * part) / 20);
          const [today, page, filtered] = [
            await timed({}),
            await timed(part % 2 === 0 ? { asOf } : { asOf, knownAt: asOf }),
            await timed({ asOf, status: 'open', programId: 'program-2' }),
          ];
          if (page.rows !== 51 || filtered.rows !== 51)
            throw new Error(`Nothing is found as of ${asOf.toISOString()}`);
          if (round === 0) continue;
          now.push(today.ms);
          then.push(page.ms, filtered.ms);
        }
        options.note(`round ${round}: worst ${Math.round(Math.max(...then, 0))} ms`);
      }
      await bench.close();
      return {
        name: 'past',
        unit: 'ms',
        rounds: options.rounds,
        results: {
          nowP50Ms: tidy(percentile(now, 0.5)),
          pastP50Ms: tidy(percentile(then, 0.5)),
          pastP95Ms: tidy(percentile(then, 0.95)),
          pastWorstMs: tidy(Math.max(...then)),
          projectedPerSecond: tidy(projected),
        },
        ratios: { today: tidy(percentile(then, 0.5) / percentile(now, 0.5)) },
      };
    }),
};
