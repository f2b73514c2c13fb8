import type { DataSource } from 'typeorm';
import { postgresSource } from '../src/platform/database/data-source.js';
import { openPglite } from '../src/platform/database/embedded.js';
import { copyTemplate, dropDatabaseOf, loadDump, serverUrl } from './prepared-database.js';

export type TestDatabase = {
  readonly dataSource: DataSource;
  /** Where it is on the server; null for the embedded database. */
  readonly url: string | null;
  /** Rows across every Domain, past the application's own rules: for looking, and for what no route can make. */
  readonly sql: <Row = Record<string, unknown>>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  readonly close: () => Promise<void>;
};

/** A migrated, empty database of the caller's own: on PostgreSQL when DATABASE_URL is set, else embedded in memory. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = serverUrl();
  if (server === null) {
    const { dataSource, close } = await openPglite({ loadDataDir: await loadDump() });
    return { dataSource, url: null, sql: acrossDomains(dataSource), close };
  }
  const url = await copyTemplate(server);
  const dataSource = postgresSource({ url }, () => undefined);
  await dataSource.initialize();
  const close = async () => {
    await dataSource.destroy();
    await dropDatabaseOf(url);
  };
  return { dataSource, url, sql: acrossDomains(dataSource), close };
}

/** The same database for another instance, with connections of its own. */
export async function openAgain({ url, sql }: TestDatabase): Promise<TestDatabase> {
  if (url === null) throw new Error('The embedded database serves one instance');
  const dataSource = postgresSource({ url }, () => undefined);
  await dataSource.initialize();
  return { dataSource, url, sql, close: () => dataSource.destroy() };
}

/** The owner of the tables is confined too, so this takes the role that sees every Domain. */
function acrossDomains(dataSource: DataSource): TestDatabase['sql'] {
  return <Row>(text: string, values: readonly unknown[] = []) =>
    dataSource.transaction(async (manager) => {
      await manager.query(`SELECT set_config('role', 'wardkeep_system', true)`);
      return rowsOf<Row>(await manager.query(text, [...values]));
    });
}

/** TypeORM answers UPDATE and DELETE … RETURNING as `[rows, count]`. */
function rowsOf<Row>(result: unknown): Row[] {
  const [rows, count] = result as [unknown, unknown];
  return (Array.isArray(rows) && typeof count === 'number' ? rows : result) as Row[];
}
