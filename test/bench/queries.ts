import { caseList } from '../../libs/cases/src/read-models/case-list/case-list.js';
import { ListCases, ListCasesHandler } from '../../libs/cases/src/read-models/case-list/list-cases.js';
import { GetCase, GetCaseHandler } from '../../libs/cases/src/read-models/case-page/case-page.js';
import { generationsOf } from '../../libs/kernel/event-store/src/generations.js';
import pg from 'pg';
import type { Bench } from './bench.js';
import { type BenchStore, openBenchStore } from './bench-store.js';
import { BenchCluster } from './cluster.js';
import { percentile, tidy } from './rounds.js';

const SMALL = 10_000;
const LARGE = 1_000_000;
/** Cases of one round of a program. */
const OF_ROUND = 500;
/** Questions of each kind a round. */
const QUESTIONS = 40;
const LIMIT = 51;

/** Id of the n-th case, as Doyak makes them (UUIDv7): in the order in which they came, one a minute. */
const idOfCase = (n: string) =>
  `(lpad(to_hex(1767225600000 + ${n}::bigint * 60000), 12, '0') || '7' || substr(md5('case' || ${n}), 1, 3) || '8' ||
    substr(md5('case' || ${n}), 4, 15))::uuid`;

/** A case's columns by its number `n`; a row in SQL, since a million events would take too long. Nine of ten are closed, one in 2,000 is held. */
const ROWS = `
  insert into SCHEMA.case_list (case_id, number, application_id, program_id, program_version, round_id, track, title,
    applicant_person_id, applicant_organisation_id, status, outcome, responsible, stages, due, opened_at, closed_at, version)
  select ${idOfCase('n')}, '2026-BEN-' || lpad(n::text, 6, '0'), md5('application' || n)::uuid, 'program-' || n % 5, 1,
    md5('round' || n / ${OF_ROUND})::uuid, 'track-' || n % 7, '', md5('person' || n / 3)::uuid, md5('organisation' || n / 3)::uuid,
    case when n % 2000 = 7 then 'held' when n % 10 = 0 then 'open' else 'closed' end,
    case when n % 2000 = 7 or n % 10 = 0 then null else 'completed' end, md5('officer' || n % 30)::uuid,
    '[{"stage":"screening","kind":"screening","status":"closed","outcome":"eligible"},{"stage":"panel","kind":"document-evaluation","status":"open"}]',
    case when n % 10 = 0 then timestamptz '2026-06-01Z' + n * interval '1 minute' end,
    timestamptz '2026-01-01Z' + n * interval '1 minute', case when n % 10 > 0 then timestamptz '2026-03-01Z' + n * interval '1 minute' end, 9
  from generate_series(1, COUNT) n;
  insert into SCHEMA.case_titles (case_id, title) select ${idOfCase('n')}, 'A service ' || n from generate_series(1, COUNT) n;`;

interface Filled {
  readonly store: BenchStore;
  readonly list: ListCasesHandler;
  readonly page: GetCaseHandler;
  readonly cases: number;
  /** Of the n-th case. */
  ids(
    n: number,
  ): Promise<{ caseId: string; roundId: string; organisationId: string; officer: string; opened: string }>;
}

async function filled(cluster: BenchCluster, cases: number): Promise<Filled> {
  const store = await openBenchStore(await cluster.database(), [caseList]);
  const [place] = await generationsOf(store.database, caseList);
  const owner = new pg.Client(store.url.ownerUrl);
  await owner.connect();
  try {
    // Indexes are made anew after the rows, and without a write-ahead log: the same in the end, and many times as fast.
    const { rows } = await owner.query<{ owner: string; drop: string; make: string }>(
      `select indrelid::regclass::text as owner,
         case when indisprimary then format('alter table %s drop constraint %I', indrelid::regclass, c.conname)
           else format('drop index %s', indexrelid::regclass) end as drop,
         case when indisprimary then format('alter table %s add %s', indrelid::regclass, pg_get_constraintdef(c.oid))
           else pg_get_indexdef(indexrelid) end as make
       from pg_index left join pg_constraint c on c.conindid = indexrelid and c.contype = 'p'
       where indrelid in ($1::regclass, $2::regclass)`,
      [`${place!.schema}.case_list`, `${place!.schema}.case_titles`],
    );
    for (const { drop } of rows) await owner.query(drop);
    const tables = [...new Set(rows.map(({ owner: table }) => table))];
    for (const table of tables) await owner.query(`alter table ${table} set unlogged`);
    await owner.query(ROWS.replaceAll('SCHEMA', place!.schema).replaceAll('COUNT', String(cases)));
    await owner.query(`set maintenance_work_mem = '256MB'`);
    for (const { make } of rows) await owner.query(make);
    await owner.query(`vacuum (analyze) ${tables.join(', ')}`);
  } finally {
    await owner.end();
  }
  const { database } = store;
  return {
    ...{ store, cases },
    list: new ListCasesHandler(database),
    page: new GetCaseHandler(database),
    ids: async (n) => {
      const { rows } = await database.pool.query<Record<string, string>>(
        `select ${idOfCase('$1')} as "caseId", md5('round' || $1 / ${OF_ROUND})::uuid as "roundId",
           md5('organisation' || $1 / 3)::uuid as "organisationId", md5('officer' || $1 % 30)::uuid as officer,
           to_char((timestamptz '2026-01-01Z' + $1 * interval '1 minute') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as opened`.replaceAll(
          '$1',
          '$1::int',
        ),
        [n],
      );
      return rows[0] as Awaited<ReturnType<Filled['ids']>>;
    },
  };
}

/** What officers and applicants ask of a list, and a page; each at another place of the history. */
async function questions(
  { list, page, cases, ids }: Filled,
  salt: number,
): Promise<Record<'list' | 'page', number[]>> {
  const times: Record<'list' | 'page', number[]> = { list: [], page: [] };
  const timed = async (kind: 'list' | 'page', work: () => Promise<unknown[]>, least: number) => {
    const started = performance.now();
    const rows = await work();
    times[kind].push(performance.now() - started);
    if (rows.length < least) throw new Error(`A ${kind} found ${rows.length} rows, not ${least}`);
  };
  for (let turn = 0; turn < QUESTIONS; turn += 1) {
    const n = 1 + ((turn * 7_919 + salt * 104_729) % (cases - 1_000)) + 500;
    const { caseId, roundId, organisationId, officer, opened } = await ids(n);
    const ask = (
      filter: ListCases['filter'],
      least: number,
      after?: ListCases['after'],
      of?: ListCases['of'],
    ) => timed('list', () => list.execute(new ListCases(filter, of, after, LIMIT)), least);
    await ask({}, LIMIT);
    await ask({}, LIMIT, { openedAt: opened, id: caseId });
    await ask({ programId: 'program-2', track: 'track-3' }, LIMIT);
    await ask({ status: 'open' }, LIMIT);
    await ask({ status: 'held' }, 5);
    await ask({ roundId }, LIMIT);
    await ask({ responsible: officer, status: 'open' }, 0);
    await ask({ number: `2026-BEN-${String(n).padStart(6, '0')}` }, 1);
    const own = { kind: 'person', id: caseId, organisationId, authority: 'role:applicant' } as const;
    await ask({}, 1, undefined, own);
    for (let at = 0; at < 3; at += 1)
      await timed('page', async () => [await page.execute(new GetCase(caseId))].filter(Boolean), 1);
  }
  return times;
}

export const queries: Bench = {
  name: 'queries',
  about: `p95 in ms of the case list (nine ways to ask) and of the case page at ${LARGE.toLocaleString('en')} cases, against ${SMALL.toLocaleString('en')}`,
  bars: [
    { figure: 'ratios.list', atMost: 1.5 },
    { figure: 'ratios.page', atMost: 1.5 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      options.note(`filling ${SMALL.toLocaleString('en')} and ${LARGE.toLocaleString('en')} cases`);
      const sizes = { small: await filled(cluster, SMALL), large: await filled(cluster, LARGE) };
      const ratios: Record<'list' | 'page', number[]> = { list: [], page: [] };
      const p95: Record<string, number[]> = {};
      for (let round = 0; round <= options.rounds; round += 1) {
        // Turn about, so that a slow moment of the machine falls on both.
        const order = round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const);
        const times = {} as Record<'small' | 'large', Record<'list' | 'page', number[]>>;
        for (const size of order) times[size] = await questions(sizes[size], round);
        for (const kind of ['list', 'page'] as const) {
          const [small, large] = [percentile(times.small[kind], 0.95), percentile(times.large[kind], 0.95)];
          options.note(
            `${round === 0 ? 'warm-up' : `round ${round}`}: ${kind} ${small.toFixed(2)} → ${large.toFixed(2)} ms`,
          );
          if (round === 0) continue;
          ratios[kind].push(large / small);
          (p95[`${kind}SmallP95Ms`] ??= []).push(small);
          (p95[`${kind}LargeP95Ms`] ??= []).push(large);
        }
      }
      await sizes.small.store.close();
      await sizes.large.store.close();
      const middle = (values: readonly number[]) => tidy(percentile(values, 0.5));
      return {
        ...{ name: 'queries', unit: 'ms', rounds: options.rounds },
        results: Object.fromEntries(Object.entries(p95).map(([name, values]) => [name, middle(values)])),
        ratios: { list: middle(ratios.list), page: middle(ratios.page) },
      };
    }),
};
