import pg from 'pg';

const INSUFFICIENT_PRIVILEGE = '42501';

/** One statement as the role of this URL. */
export async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Drops a database and whoever is still connected to it. An ordinary role may not force out the server's own cleaner,
 * which visits any database at any time: PostgreSQL refuses then, and without FORCE sends the cleaner away by itself.
 */
export async function dropDatabase(server: string, name: string): Promise<void> {
  try {
    await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    await onServer(server, `DROP DATABASE IF EXISTS ${name}`);
  }
}
