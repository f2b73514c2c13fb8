import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BulkItem, Job, Page, Role } from 'wardkeep/contracts';
import { Client } from '../../../testing/client.js';
import { ended } from '../../../testing/jobs.js';
import { KilledServers, sysAdminOf, totalOf } from '../../../testing/killed-servers.js';
import { removeCompiled } from '../../../testing/server-process.js';

const CROWD = 120;
const LOOK_MS = 15;
/** Nobody listens there: invitations are written, and wait. */
const NO_MAIL = { WARDKEEP_SMTP_URL: 'smtp://127.0.0.1:9' };

let servers: KilledServers;
beforeEach(async () => {
  servers = await KilledServers.open();
});
afterEach(() => servers.close());
afterAll(removeCompiled);

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

describe('a process that is killed while it changes many users', () => {
  it('is carried on by the next one: each is changed once, with one event', async () => {
    const first = await servers.start(NO_MAIL);
    const client = await sysAdminOf(first);
    await crowd(client);
    const { body: job } = await client.post<Job>('/users/bulk', { action: 'disable', filter: { q: 'People' } });
    let done = 0;
    while (done === 0) {
      done = await totalOf(client, `/jobs/${job.id}/items?outcome=done&limit=1`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    await first.stop('SIGKILL');

    const again = new Client((await servers.start(NO_MAIL)).url, client.sent);
    const over = await ended(again, job.id);
    expect(over).toMatchObject({ state: 'succeeded', result: { done: CROWD, refused: 0, unchanged: 0 } });
    expect(await totalOf(again, '/users?status=disabled&limit=1')).toBe(CROWD);
    expect(await totalOf(again, `/audit-events?requestId=${job.id}&type=user.disabled&limit=1`)).toBe(CROWD);
    expect(await totalOf(again, `/audit-events?requestId=${job.id}&type=bulk.ended&limit=1`)).toBe(1);
    expect(await totalOf(again, `/jobs/${job.id}/items?limit=1`)).toBe(CROWD);
    const { items } = (await again.get<Page<BulkItem>>(`/jobs/${job.id}/items?outcome=open`)).body;
    expect(items).toEqual([]);
  }, 180_000);
});
