import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BulkItem, Job, Page, Role, User } from 'wardkeep/contracts';
import { Client } from '../../../testing/client.js';
import { PASSWORD } from '../../../testing/given.js';
import { ended } from '../../../testing/jobs.js';
import { createDatabase, dropDatabaseOf, serverUrl } from '../../../testing/prepared-database.js';
import { removeCompiled, ServerProcess } from '../../../testing/server-process.js';

const CROWD = 120;
const LOOK_MS = 15;

let folder: string;
let database: string | null;
let running: ServerProcess[];

beforeEach(async () => {
  running = [];
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-bulk-'));
  const server = serverUrl();
  database = server === null ? null : await createDatabase(server);
});
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop('SIGKILL')));
  if (database !== null) await dropDatabaseOf(database);
  await rm(folder, { recursive: true, force: true });
});
afterAll(removeCompiled);

async function start(): Promise<ServerProcess> {
  // Nobody listens there: invitations are written, and wait.
  const env = { WARDKEEP_BASE_URL: 'http://wardkeep.test', WARDKEEP_SMTP_URL: 'smtp://127.0.0.1:9' };
  const server = await ServerProcess.start(folder, database === null ? env : { ...env, DATABASE_URL: database });
  running.push(server);
  return server.ready();
}

async function signedIn({ url }: ServerProcess): Promise<Client> {
  const input = { username: 'sys-admin', password: PASSWORD, delivery: 'bearer' };
  const { body } = await new Client(url).post<{ accessToken: string }>('/auth/sign-in', input);
  return new Client(url, { authorization: `Bearer ${body.accessToken}` });
}

async function crowd(client: Client): Promise<void> {
  const roles = (await client.get<Page<Role>>('/roles')).body.items;
  const roleId = roles.find(({ kind }) => kind === 'read-only')?.id;
  const one = { firstName: 'Many', lastName: 'People', roleId, email: null, initialPassword: 'invitation' };
  for (let index = 0; index < CROWD; index += 1) {
    const body = { ...one, username: `u${index}`, email: `u${index}@example.org` };
    const { status, text } = await client.post('/users', body);
    if (status !== 201) throw new Error(text);
  }
}

const total = async (client: Client, path: string) => (await client.get<Page<unknown>>(path)).body.total.value;

describe('a process that is killed while it changes many users', () => {
  it('is carried on by the next one: each is changed once, with one event', async () => {
    const first = await start();
    const client = await signedIn(first);
    await crowd(client);
    const { body: job } = await client.post<Job>('/users/bulk', { action: 'disable', filter: { q: 'People' } });
    let done = 0;
    while (done === 0) {
      done = await total(client, `/jobs/${job.id}/items?outcome=done&limit=1`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    await first.stop('SIGKILL');

    const again = new Client((await start()).url, client.sent);
    const over = await ended(again, job.id);
    expect(over).toMatchObject({ state: 'succeeded', result: { done: CROWD, refused: 0, unchanged: 0 } });
    expect((await again.get<Page<User>>('/users?status=disabled&limit=1')).body.total.value).toBe(CROWD);
    expect(await total(again, `/audit-events?requestId=${job.id}&type=user.disabled&limit=1`)).toBe(CROWD);
    expect(await total(again, `/audit-events?requestId=${job.id}&type=bulk.ended&limit=1`)).toBe(1);
    expect(await total(again, `/jobs/${job.id}/items?limit=1`)).toBe(CROWD);
    const { items } = (await again.get<Page<BulkItem>>(`/jobs/${job.id}/items?outcome=open`)).body;
    expect(items).toEqual([]);
  }, 180_000);
});
