import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent, Import, Page, SignInResult, User } from 'wardkeep/contracts';
import { Client } from '../../../testing/client.js';
import { PASSWORD } from '../../../testing/given.js';
import { importIn, upload } from '../../../testing/imports.js';
import { createDatabase, dropDatabaseOf, serverUrl } from '../../../testing/prepared-database.js';
import { removeCompiled, ServerProcess } from '../../../testing/server-process.js';

const CROWD = 2_000;
const KILLS = 1;
const LOOK_MS = 50;

let folder: string;
let database: string | null;
let running: ServerProcess[];

beforeEach(async () => {
  running = [];
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-import-'));
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
  const env = { WARDKEEP_BASE_URL: 'http://wardkeep.test' };
  const server = await ServerProcess.start(folder, database === null ? env : { ...env, DATABASE_URL: database });
  running.push(server);
  return server.ready();
}

type SignedIn = Extract<SignInResult, { status: 'signed_in' }>;

async function signedIn({ url }: ServerProcess): Promise<Client> {
  const input = { username: 'sys-admin', password: PASSWORD, delivery: 'bearer' };
  const { body } = await new Client(url).post<SignedIn>('/auth/sign-in', input);
  return new Client(url, { authorization: `Bearer ${body.accessToken ?? ''}` });
}

async function createdOver(client: Client, id: string, least: number): Promise<Import> {
  for (;;) {
    const { status, body } = await client.get<Import>(`/users/imports/${id}`);
    if (status === 200 && (body.outcomes.created > least || body.endedAt !== null)) return body;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const total = async (client: Client, path: string) => (await client.get<Page<AuditEvent>>(path)).body.total.value;

it('an import whose process is killed is carried on by the next one: nobody is lost, nobody is made twice', async () => {
  let server = await start();
  let client = await signedIn(server);
  const people = Array.from({ length: CROWD }, (_, index) => `p${index},Ada,Lovelace,p${index}@example.org,Read-only`);
  const file = ['username,firstName,lastName,email,role', ...people].join('\n');
  const { body } = await upload(server.url, client, file, { withoutPassword: 'invitation' });
  await importIn(client, body.id, 'ready');
  await client.post(`/users/imports/${body.id}/confirm`);
  for (let done = 0, kill = 0; kill < KILLS; kill += 1) {
    done = (await createdOver(client, body.id, done)).outcomes.created;
    await server.stop('SIGKILL');
    expect(done).toBeLessThan(CROWD);
    server = await start();
    client = new Client(server.url, client.sent);
  }
  const ended = await importIn(client, body.id, 'succeeded', 'failed');
  expect(ended).toMatchObject({ state: 'succeeded', outcomes: { created: CROWD, updated: 0, refused: 0 } });
  expect((await client.get<Page<User>>('/users?limit=1')).body.total.value).toBe(CROWD + 1);
  expect(await total(client, `/audit-events?requestId=${body.id}&type=user.created&limit=1`)).toBe(CROWD);
  expect(await total(client, `/audit-events?requestId=${body.id}&type=import.ended&limit=1`)).toBe(1);
}, 180_000);
