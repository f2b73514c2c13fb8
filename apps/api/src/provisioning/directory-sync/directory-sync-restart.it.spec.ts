import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  LDAP_PRESETS,
  type AuditEvent,
  type Page,
  type ProviderDetail,
  type SyncRun,
  type SyncStarted,
  type User,
} from 'wardkeep/contracts';
import { Client } from '../../../testing/client.js';
import { PASSWORD } from '../../../testing/given.js';
import { createDatabase, dropDatabaseOf, serverUrl, unpackDump } from '../../../testing/prepared-database.js';
import { removeCompiled, ServerProcess } from '../../../testing/server-process.js';
import { PEOPLE_DN, person, READER_DN, READER_PASSWORD } from '../../../testing/slapd-entries.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';

const CROWD = 2_000;
const LOOK_MS = 15;

let folder: string;
let slapd: Slapd;
let database: string | null;
let running: ServerProcess[];

beforeEach(async () => {
  running = [];
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-sync-'));
  slapd = await Slapd.start({ entries: Array.from({ length: CROWD }, (_, index) => person(`u${index}`)) });
  const server = serverUrl();
  if (server === null) await unpackDump(folder);
  database = server === null ? null : await createDatabase(server);
});
afterEach(async () => {
  await Promise.all([slapd.close(), ...running.map((server) => server.stop('SIGKILL'))]);
  if (database !== null) await dropDatabaseOf(database);
  await rm(folder, { recursive: true, force: true });
});
afterAll(removeCompiled);

async function start(): Promise<ServerProcess> {
  const env = { WARDKEEP_BASE_URL: 'http://wardkeep.test' };
  const server = await ServerProcess.start(folder, database === null ? env : { ...env, DATABASE_URL: database });
  running.push(server);
  return server.ready();
}

async function signedIn({ url }: ServerProcess): Promise<Client> {
  const input = { username: 'sys-admin', password: PASSWORD, delivery: 'bearer' };
  const { body } = await new Client(url).post<{ accessToken: string }>('/auth/sign-in', input);
  return new Client(url, { authorization: `Bearer ${body.accessToken}` });
}

async function until(client: Client, path: string, isThere: (run: SyncRun) => boolean): Promise<SyncRun> {
  for (;;) {
    const { body } = await client.get<SyncRun>(path);
    if (isThere(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const total = async (client: Client, path: string) => (await client.get<Page<unknown>>(path)).body.total.value;

const real = hasSlapd ? describe : describe.skip;

real(`a process that is killed while it applies${WITHOUT_SLAPD}`, () => {
  it('is carried on by the next one: everybody is made once, each with one event', async () => {
    const first = await start();
    const client = await signedIn(first);
    const bind = { bindDn: READER_DN, bindPassword: READER_PASSWORD };
    const config = { ...LDAP_PRESETS.openldap, ...bind, url: slapd.url, baseDn: PEOPLE_DN, schedule: null };
    const made = await client.post<ProviderDetail>('/providers', { kind: 'ldap', name: 'Corp', enabled: true, config });
    const { body } = await client.post<SyncStarted>(`/providers/${made.body.id}/sync`, { mode: 'apply' });
    const path = `/providers/${made.body.id}/syncs/${body.syncId}`;
    const { applied } = await until(client, path, (run) => run.applied > 0);
    await first.stop('SIGKILL');
    expect(applied).toBeLessThan(CROWD);

    const again = new Client((await start()).url, client.sent);
    const run = await until(again, path, ({ endedAt }) => endedAt !== null);
    expect(run).toMatchObject({ state: 'succeeded', applied: CROWD, refused: 0, counts: { create: CROWD } });
    expect((await again.get<Page<User>>('/users?limit=1')).body.total.value).toBe(CROWD + 1);
    expect(await total(again, `/audit-events?requestId=${run.id}&type=user.created&limit=1`)).toBe(CROWD);
    const twice = await again.get<Page<AuditEvent>>(`/audit-events?requestId=${run.id}&type=sync.ended`);
    expect(twice.body.items).toMatchObject([{ outcome: 'success', actor: { username: 'sys-admin' } }]);
    expect(await total(again, `${path}/changes?limit=1`)).toBe(CROWD);
  }, 180_000);
});
