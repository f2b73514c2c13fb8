import pg from 'pg';
import type { DataSource } from 'typeorm';
import { migrationSource } from './data-source.js';

/** The database can not be used as it is; the message says what to do. */
export class DatabaseNotReady extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseNotReady';
  }
}

const LOCK = 7_306_112_001;
const ROLES = ['wardkeep_app', 'wardkeep_system'] as const;

/** Brings the embedded database up to date; its directory lock keeps others out. */
export async function migrate(dataSource: DataSource): Promise<void> {
  await prepareRoles((text) => dataSource.query<{ ok: boolean }[]>(text));
  await dataSource.runMigrations();
}

/** The same on PostgreSQL, one instance at a time: the others wait on an advisory lock. */
export async function migrateLocked(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await prepareRoles(async (text) => (await client.query<{ ok: boolean }>(text)).rows);
    const source = await migrationSource(url).initialize();
    await source.runMigrations().finally(() => source.destroy());
  } finally {
    await client.end();
  }
}

type Query = (text: string) => Promise<{ ok: boolean }[]>;

/**
 * The application runs as two roles that own nothing and may not log in. They belong to the whole
 * server, so another Wardkeep may have made them already.
 */
async function prepareRoles(query: Query): Promise<void> {
  for (const role of ROLES) {
    const [exists] = await query(`SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') AS ok`);
    if (!exists?.ok) await attempt(query, `CREATE ROLE ${role} NOLOGIN`);
    const [member] = await query(`SELECT pg_has_role(current_user, '${role}', 'MEMBER') AS ok`);
    if (!member?.ok) await attempt(query, `GRANT ${role} TO CURRENT_USER`);
    const [exempt] = await query(
      `SELECT rolsuper OR rolbypassrls OR rolcanlogin AS ok FROM pg_roles WHERE rolname = '${role}'`,
    );
    if (exempt?.ok) throw new DatabaseNotReady(`The role ${role} must be NOLOGIN NOSUPERUSER NOBYPASSRLS.`);
  }
}

async function attempt(query: Query, statement: string): Promise<void> {
  try {
    await query(statement);
  } catch (error) {
    if (['42710', '23505'].includes((error as { code?: string }).code ?? '')) return;
    throw new DatabaseNotReady(
      `The database user may not carry out "${statement}". Let an administrator of the server run, with the user of ` +
        `DATABASE_URL for "wardkeep": ${ROLES.map((name) => `CREATE ROLE ${name} NOLOGIN; `).join('')}` +
        `GRANT ${ROLES.join(', ')} TO wardkeep;`,
    );
  }
}
