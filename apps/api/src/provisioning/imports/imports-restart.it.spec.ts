import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Import } from 'wardkeep/contracts';
import { Client } from '../../../testing/client.js';
import { importIn, upload } from '../../../testing/imports.js';
import { KilledServers, sysAdminOf, totalOf } from '../../../testing/killed-servers.js';
import { removeCompiled } from '../../../testing/server-process.js';

const CROWD = 2_000;
const KILLS = 1;
const LOOK_MS = 50;

let servers: KilledServers;
beforeEach(async () => {
  servers = await KilledServers.open();
});
afterEach(() => servers.close());
afterAll(removeCompiled);

async function createdOver(client: Client, id: string, least: number): Promise<Import> {
  for (;;) {
    const { status, body } = await client.get<Import>(`/users/imports/${id}`);
    if (status === 200 && (body.outcomes.created > least || body.endedAt !== null)) return body;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

it('an import whose process is killed is carried on by the next one: nobody is lost, nobody is made twice', async () => {
  let server = await servers.start();
  let client = await sysAdminOf(server);
  const people = Array.from({ length: CROWD }, (_, index) => `p${index},Ada,Lovelace,p${index}@example.org,Read-only`);
  const file = ['username,firstName,lastName,email,role', ...people].join('\n');
  const { body } = await upload(server.url, client, file, { withoutPassword: 'invitation' });
  await importIn(client, body.id, 'ready');
  await client.post(`/users/imports/${body.id}/confirm`);
  for (let done = 0, kill = 0; kill < KILLS; kill += 1) {
    done = (await createdOver(client, body.id, done)).outcomes.created;
    await server.stop('SIGKILL');
    expect(done).toBeLessThan(CROWD);
    server = await servers.start();
    client = new Client(server.url, client.sent);
  }
  const ended = await importIn(client, body.id, 'succeeded', 'failed');
  expect(ended).toMatchObject({ state: 'succeeded', outcomes: { created: CROWD, updated: 0, refused: 0 } });
  expect(await totalOf(client, '/users?limit=1')).toBe(CROWD + 1);
  expect(await totalOf(client, `/audit-events?requestId=${body.id}&type=user.created&limit=1`)).toBe(CROWD);
  expect(await totalOf(client, `/audit-events?requestId=${body.id}&type=import.ended&limit=1`)).toBe(1);
}, 180_000);
