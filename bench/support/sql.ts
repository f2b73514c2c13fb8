import pg from 'pg';

/** Rows across every Domain, past the application's own rules: for looking, and for what no route can make. */
export type Sql = <Row = unknown>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** The owner of the tables is confined too, so this takes the role that sees every Domain. */
export async function withSql<Result>(databaseUrl: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET ROLE wardkeep_system');
    return await work(async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query(text, [...values]);
      return rows as Row[];
    });
  } finally {
    await client.end();
  }
}
