import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { embeddedSource, postgresSource } from '../src/platform/database/data-source.js';
import { migrate, migrateLocked } from '../src/platform/database/migrate.js';
import { dropDatabase, onServer } from './server-databases.js';

/** How the workers of one test run learn where the migrated database is that they copy. */
const DUMP = 'TEST_DATABASE_DUMP';
const TEMPLATE = 'TEST_DATABASE_TEMPLATE';

/** The server to test on; null for the embedded database. */
export function serverUrl(): string | null {
  return process.env['DATABASE_URL'] || null;
}

/** Migrates one database for all test files of this run. */
export async function prepare(): Promise<void> {
  const server = serverUrl();
  await (server === null ? prepareDump() : prepareTemplate(server));
}

export async function discard(): Promise<void> {
  const [server, dump, template] = [serverUrl(), process.env[DUMP], process.env[TEMPLATE]];
  if (dump) await rm(dump, { force: true });
  if (server && template) await dropDatabase(server, template);
}

/** A copy of the migrated database, for `PGlite.create`. */
export async function loadDump(): Promise<Blob> {
  return new Blob([await readFile(dumpPath())]);
}

function dumpPath(): string {
  const path = process.env[DUMP];
  if (!path) throw new Error('No database was prepared: run the tests with jest, which calls global-setup.mjs first.');
  return path;
}

/** The same as the data directory of a server that would otherwise begin with an empty one. */
export async function unpackDump(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'db');
  await mkdir(folder, { mode: 0o700 });
  await promisify(execFile)('tar', ['--extract', `--file=${dumpPath()}`, `--directory=${folder}`]);
}

/** A copy of the migrated database on the server; answers its URL. */
export async function copyTemplate(server: string): Promise<string> {
  const template = process.env[TEMPLATE];
  if (!template)
    throw new Error('No template was prepared: run the tests with jest, which calls global-setup.mjs first.');
  return createDatabase(server, `TEMPLATE ${template}`);
}

/** A database of its own on the server, with a name nobody else has; answers its URL. */
export async function createDatabase(server: string, options = ''): Promise<string> {
  const name = `wardkeep_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} ${options}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export function dropDatabaseOf(url: string): Promise<void> {
  return dropDatabase(serverUrl() ?? url, new URL(url).pathname.slice(1));
}

async function prepareDump(): Promise<void> {
  const lite = await PGlite.create({ extensions: { pg_trgm } });
  const dataSource = embeddedSource(createPgConfig(lite));
  await dataSource.initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  const path = join(tmpdir(), `wardkeep-test-${randomBytes(6).toString('hex')}.tar`);
  const dump = await lite.dumpDataDir('none');
  await writeFile(path, Buffer.from(await dump.arrayBuffer()));
  await lite.close();
  process.env[DUMP] = path;
}

async function prepareTemplate(server: string): Promise<void> {
  const url = await createDatabase(server);
  const dataSource = postgresSource({ url, poolSize: 1 }, () => undefined);
  await dataSource.initialize();
  await migrateLocked(url);
  await dataSource.destroy();
  process.env[TEMPLATE] = new URL(url).pathname.slice(1);
}
