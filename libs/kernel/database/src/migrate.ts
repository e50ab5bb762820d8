import { DataSource, type MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

/** The database has been migrated by a newer Doyak than this one. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew';
  readonly code = 'DATABASE_TOO_NEW';

  constructor(readonly unknown: readonly string[]) {
    super(
      `The database was made by a newer version of Doyak (it knows ${unknown.length} migration(s) that this version does not, ` +
        `the last is ${unknown.at(-1)}). Start that version, or restore a backup made before the upgrade.`,
    );
  }
}

/** One number for "a migration of Doyak is running in this database". */
const MIGRATION_LOCK = 4_610_297_716;

/**
 * Brings the database at `ownerUrl` up to date, one transaction per migration, under a lock that keeps two processes from
 * doing so at once. Returns the names of those that ran. Throws `DatabaseTooNew`.
 */
export async function migrate(ownerUrl: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'doyak-migrate',
    migrations: [...migrations],
    migrationsTableName: 'doyak_migrations',
    migrationsTransactionMode: 'each',
    extra: { max: 2 },
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(dataSource, migrations);
    const ran = await dataSource.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

async function refuseNewer(dataSource: DataSource, migrations: readonly MigrationClass[]): Promise<void> {
  const [{ found }] = (await dataSource.query(
    `select to_regclass('public.doyak_migrations') is not null as found`,
  )) as [{ found: boolean }];
  if (!found) return;
  const known = new Set(migrations.map((migration) => migration.name));
  const executed = (await dataSource.query('select name from public.doyak_migrations order by id')) as {
    name: string;
  }[];
  const unknown = executed.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new DatabaseTooNew(unknown);
}
