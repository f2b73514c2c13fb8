import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fromTests } from './api-testing.js';

export type Database = { readonly url: string; readonly stop: () => Promise<void> };

type ServerDatabases = {
  readonly onServer: (server: string, statement: string) => Promise<void>;
  readonly dropDatabase: (server: string, name: string) => Promise<void>;
};

const CONNECT_MS = 20_000;

type Account = { readonly uid: number; readonly gid: number } | Record<string, never>;

/**
 * Memory as a small server would have it; durability and planner as PostgreSQL comes. Wardkeep logs in with a role
 * that is no superuser, so that row-level security is part of what is measured.
 */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=4GB', 'maintenance_work_mem=512MB', 'max_connections=60'];

/** A database of its own on the server of DATABASE_URL, or else on a throw-away one on a free loopback port. */
export async function openPostgres(): Promise<Database> {
  const given = process.env['DATABASE_URL'];
  return given ? addDatabase(given) : startPostgres();
}

async function addDatabase(server: string): Promise<Database> {
  const name = `wardkeep_bench_${randomBytes(6).toString('hex')}`;
  const { onServer, dropDatabase } = await fromTests<ServerDatabases>('server-databases.ts');
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, stop: () => dropDatabase(server, name) };
}

async function startPostgres(): Promise<Database> {
  const bin = binaries();
  const account = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'wardkeep-bench-'));
  const password = randomBytes(16).toString('hex');
  writeFileSync(join(folder, 'password'), password);
  for (const path of [folder, join(folder, 'password')])
    if ('uid' in account) chownSync(path, account.uid, account.gid);

  const data = join(folder, 'data');
  const options = ['--username=postgres', `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'];
  execFileSync(join(bin, 'initdb'), [`--pgdata=${data}`, ...options, '--encoding=UTF8', '--locale=C.UTF-8'], {
    ...account,
    cwd: folder,
    stdio: 'ignore',
  });
  const port = await freePort();
  const network = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const flags = [...network, ...SETTINGS].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], { ...account, cwd: folder, stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGINT'));
  await prepare(`postgres://postgres:${password}@127.0.0.1:${port}/postgres`, password);
  return { url: `postgres://wardkeep:${password}@127.0.0.1:${port}/wardkeep`, stop: () => stop(server, folder) };
}

function binaries(): string {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  if (!versions[0]) throw new Error('PostgreSQL is not installed; set DATABASE_URL to use another server.');
  return `/usr/lib/postgresql/${versions[0]}/bin`;
}

/** PostgreSQL refuses to be root. */
function unprivileged(): Account {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('--user'), gid: id('--group') };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}

/** The roles and the database of production, by the same script. */
async function prepare(superuserUrl: string, password: string): Promise<void> {
  const client = await connectWithin(superuserUrl, CONNECT_MS);
  await client.end();
  const script = readFileSync(join(import.meta.dirname, '../../docker/postgres/roles.sql'), 'utf8');
  execFileSync('psql', ['--no-psqlrc', '--quiet', superuserUrl], {
    input: script,
    env: { ...process.env, WARDKEEP_DB_PASSWORD: password },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}

async function connectWithin(url: string, ms: number): Promise<pg.Client> {
  for (const end = Date.now() + ms; ;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(100);
    }
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
