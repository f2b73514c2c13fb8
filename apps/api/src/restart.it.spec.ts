import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { AuditEvent, CreatedUser, Me, Page, Role, User } from 'wardkeep/contracts';
import { Client } from '../testing/client.js';
import { PASSWORD } from '../testing/given.js';
import { createDatabase, dropDatabaseOf, serverUrl, unpackDump } from '../testing/prepared-database.js';
import { removeCompiled, ServerProcess } from '../testing/server-process.js';

const UNUSABLE = 78;
let folder: string;
let running: ServerProcess[];
let database: string | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-restart-'));
  running = [];
  const server = serverUrl();
  database = server === null ? null : await createDatabase(server);
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop('SIGKILL')));
  if (database !== null) await dropDatabaseOf(database);
  await rm(folder, { recursive: true, force: true });
});

afterAll(removeCompiled);

/** On the embedded database, or on the server when DATABASE_URL names one. */
async function start(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await ServerProcess.start(folder, {
    ...(database === null ? {} : { DATABASE_URL: database }),
    ...env,
  });
  running.push(server);
  return server;
}

async function signedIn({ url }: ServerProcess): Promise<Client> {
  const input = { username: 'sys-admin', password: PASSWORD, delivery: 'bearer' };
  const { body } = await new Client(url).post<{ accessToken: string }>('/auth/sign-in', input);
  return new Client(url, { authorization: `Bearer ${body.accessToken}` });
}

/** Writes users until the server dies; answers those that were acknowledged. */
async function writeUntilDeath(client: Client, roleId: string, died: () => boolean): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let index = 0; !died(); index += 1) {
    const input = { username: `user-${index}`, firstName: 'A', lastName: 'B', roleId };
    const answer = await client
      .post<CreatedUser>('/users', { ...input, email: `u${index}@example.org`, initialPassword: 'invitation' })
      .catch(() => null);
    if (answer?.status === 201) acknowledged.push(answer.body.id);
  }
  return acknowledged;
}

/** Signs in with the password that the first start printed, and replaces it. */
async function firstSignIn(server: ServerProcess): Promise<Client> {
  const [, password] = /one-time password: (\S+)/.exec(server.output) ?? [];
  const anybody = new Client(server.url);
  const first = await anybody.post<{ status: string; challenge: string }>('/auth/sign-in', {
    username: 'sys-admin',
    password,
    delivery: 'bearer',
  });
  expect(first.body.status).toBe('password_change_required');
  const change = { challenge: first.body.challenge, newPassword: PASSWORD };
  const { body } = await anybody.post<{ accessToken: string }>('/auth/sign-in/password', change);
  return anybody.with({ authorization: `Bearer ${body.accessToken}` });
}

describe('the process', () => {
  it('LCK-06 counts failures on from before a restart, and those on another instance', async () => {
    const sameAddress = { WARDKEEP_BASE_URL: 'http://wardkeep.test', WARDKEEP_INITIAL_ADMIN_PASSWORD: PASSWORD };
    const attempt = (server: ServerProcess, password: string) =>
      new Client(server.url).post('/auth/sign-in', { username: 'sys-admin', password, delivery: 'bearer' });
    if (database === null) await unpackDump(folder);
    const first = await (await start(sameAddress)).ready();
    for (let count = 0; count < 4; count += 1) {
      expect((await attempt(first, 'Wrong-Horse-9-Battery')).status).toBe(401);
    }
    await first.stop('SIGKILL');
    const second = await (await start(sameAddress)).ready();
    const other = database === null ? second : await (await start(sameAddress)).ready();
    expect((await attempt(other, 'Wrong-Horse-9-Battery')).status).toBe(401);
    expect((await attempt(second, PASSWORD)).status).toBe(401);
  });

  it('killed in the middle of work has lost nothing that it acknowledged, and left nothing half made', async () => {
    const sameAddress = { WARDKEEP_BASE_URL: 'http://wardkeep.test' };
    const first = await (await start({ ...sameAddress, WARDKEEP_INITIAL_ADMIN_PASSWORD: '' })).ready();
    const client = await firstSignIn(first);
    const roles = await client.get<Page<Role>>('/roles');
    const roleId = roles.body.items.find(({ kind }) => kind === 'operator')?.id ?? '';
    let isDead = false;
    const writing = writeUntilDeath(client, roleId, () => isDead);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await first.stop('SIGKILL');
    isDead = true;
    const acknowledged = await writing;
    expect(acknowledged.length).toBeGreaterThan(3);

    const second = await (await start(sameAddress)).ready();
    expect(second.output).not.toContain('one-time password');
    const again = new Client(second.url, client.sent);
    expect((await again.get<Me>('/me')).body.user.username).toBe('sys-admin');
    for (const id of acknowledged) {
      expect((await again.get<User>(`/users/${id}`)).body).toMatchObject({ id, status: 'invited', version: 1 });
    }
    const users = (await again.get<Page<User>>('/users?limit=1')).body.total.value - 1;
    const made = (await again.get<Page<AuditEvent>>('/audit-events?type=user.created&limit=1')).body.total.value - 1;
    expect(users).toBe(made);
    expect(users - acknowledged.length).toBeLessThanOrEqual(1);

    if (database === null)
      await expectRefusal(/is in use by process \d+\. Stop that process, or set WARDKEEP_DATA_DIR/);
    // A browser opens connections ahead, and sends nothing on some.
    const silent = connect(Number(new URL(second.url).port), '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    expect(await second.stop('SIGTERM')).toBe(0);

    await writeFile(join(folder, 'other.json'), otherKeys(), { mode: 0o600 });
    const wanted = /was sealed with a key that .*other\.json does not hold\. Wanted: kek-20\d\da \(fingerprint/;
    await expectRefusal(wanted, { WARDKEEP_KEYS_FILE: join(folder, 'other.json') });
    await expectRefusal(/nowhere\.json: is missing/, { WARDKEEP_KEYS_FILE: join(folder, 'nowhere.json') });
  }, 180_000);

  it('says everything that is wrong with its configuration at once', async () => {
    const refused = await expectRefusal(/PORT: /, { PORT: 'x', WARDKEEP_NO_SUCH: '1' });
    expect(refused.output).toContain('WARDKEEP_NO_SUCH: is not a setting');
  });
});

async function expectRefusal(because: RegExp, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const refused = await start(env);
  expect(await refused.ended()).toBe(UNUSABLE);
  expect(refused.output).toMatch(because);
  return refused;
}

function otherKeys(): string {
  const key = { id: 'kek-2020a', key: randomBytes(32).toString('base64url'), created: new Date().toISOString() };
  return JSON.stringify({ keys: [key] });
}

const onServer = serverUrl() === null ? it.skip : it;

describe('on a server', () => {
  onServer(
    'two instances start at once, also for the first time',
    async () => {
      const [one, other] = await Promise.all([start(), start()]);
      await Promise.all([one.ready(), other.ready()]);
      const client = await signedIn(one);
      expect((await client.get<Page<User>>('/users')).body.total.value).toBe(1);
    },
    180_000,
  );

  onServer(
    'it needs no superuser: a role that may create roles, or that was granted the two, is enough',
    async () => {
      const server = serverUrl() ?? '';
      if (!(await isSuperuser(server))) return;
      for (const [rights, granted] of [
        ['CREATEROLE', ''],
        ['NOCREATEROLE', 'GRANT wardkeep_app, wardkeep_system TO %I'],
      ] as const) {
        const url = await ordinaryRole(server, rights, granted);
        await (await (await start({ DATABASE_URL: url })).ready()).stop('SIGTERM');
        await dropRole(server, url);
        await rm(join(folder, 'keys'), { recursive: true, force: true });
      }
    },
    180_000,
  );

  onServer(
    'a role that may neither create roles nor has them is told what to ask for',
    async () => {
      const server = serverUrl() ?? '';
      if (!(await isSuperuser(server))) return;
      const url = await ordinaryRole(server, 'NOCREATEROLE', '');
      await expectRefusal(/Let an administrator of the server run[^]*GRANT wardkeep_app/, { DATABASE_URL: url });
      await dropRole(server, url);
    },
    180_000,
  );
});

async function asked<Row extends object>(server: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function isSuperuser(server: string): Promise<boolean> {
  const [row] = await asked<{ yes: boolean }>(
    server,
    'SELECT rolsuper AS yes FROM pg_roles WHERE rolname = current_user',
  );
  return row?.yes === true;
}

/** A role that logs in, with a database of its own; answers its URL. */
async function ordinaryRole(server: string, rights: string, granted: string): Promise<string> {
  const [name, password] = [`wk_${randomBytes(5).toString('hex')}`, randomBytes(12).toString('hex')];
  await asked(server, `CREATE ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS ${rights} PASSWORD '${password}'`);
  if (granted !== '') await asked(server, granted.replace('%I', name));
  const url = new URL(await createDatabase(server, `OWNER ${name}`));
  [url.username, url.password] = [name, password];
  return url.href;
}

async function dropRole(server: string, url: string): Promise<void> {
  const name = new URL(url).username;
  await dropDatabaseOf(url);
  await asked(server, `DROP ROLE ${name}`);
}
