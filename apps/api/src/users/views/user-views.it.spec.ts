import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS, type Page, type UserView } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import type { GivenDomain } from '../../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
let boss: Client;
let reader: Client;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  reader = api.as(await api.given.signedIn(domain, 'read-only'));
});
afterAll(() => api.close());

const saved = async (client: Client, body: object) => (await client.post<UserView>('/users/views', body)).body;
const namesOf = async (client: Client) =>
  (await client.get<Page<UserView>>('/users/views')).body.items.map(({ name }) => name);

describe('a view of the list of users', () => {
  it('keeps filters, columns and sort', async () => {
    const filters = { status: 'locked', neverSignedIn: 'true', passwordOlderThanDays: 90 };
    const view = await saved(reader, {
      name: '  Locked   out ',
      filters,
      columns: ['username', 'email'],
      sort: '-createdAt',
    });
    expect(view).toMatchObject({ name: 'Locked out', filters, columns: ['username', 'email'], sort: '-createdAt' });
    expect(view).toMatchObject({ own: true, editable: true, shared: false, version: 1 });
    const { status, body } = await reader.patch<UserView>(`/users/views/${view.id}`, 1, { columns: null, filters: {} });
    expect({ status, body }).toMatchObject({ status: 200, body: { columns: null, filters: {}, version: 2 } });
    expect((await reader.patch(`/users/views/${view.id}`, 1, { name: 'Late' })).status).toBe(412);
    expect((await reader.delete(`/users/views/${view.id}`, { version: 2 })).status).toBe(204);
    expect(await namesOf(reader)).toEqual([]);
  });

  it('is seen by nobody else unless it is shared, which is for those who look after users', async () => {
    const own = await saved(boss, { name: 'Mine' });
    const shared = await saved(boss, { name: 'Ours', shared: true });
    expect(await namesOf(reader)).toEqual(['Ours']);
    expect((await reader.patch(`/users/views/${own.id}`, 1, { name: 'Taken' })).status).toBe(404);
    expect((await reader.delete(`/users/views/${shared.id}`, { version: 1 })).status).toBe(403);
    expect((await reader.post('/users/views', { name: 'Theirs', shared: true })).status).toBe(403);
    const theirs = await saved(reader, { name: 'Theirs' });
    expect((await reader.patch(`/users/views/${theirs.id}`, 1, { shared: true })).status).toBe(403);
  });

  it('TEN-01 belongs to one Domain', async () => {
    const shared = await saved(boss, { name: 'Ours', shared: true });
    const there = await api.given.domain();
    const stranger = api.as(await api.given.signedIn(there, 'domain-administrator'));
    expect(await namesOf(stranger)).toEqual([]);
    expect((await stranger.patch(`/users/views/${shared.id}`, 1, { name: 'Stolen' })).status).toBe(404);
  });

  it('has a name of its own, valid content, and company within bounds', async () => {
    await saved(boss, { name: 'Mine' });
    expect(await boss.post('/users/views', { name: 'MINE' })).toMatchObject({
      status: 409,
      body: { code: 'view-name-taken' },
    });
    for (const body of [
      {},
      { name: ' ' },
      { name: 'x', columns: ['password'] },
      { name: 'x', filters: { limit: 3 } },
    ]) {
      expect((await boss.post('/users/views', body)).status).toBe(400);
    }
    await api.database.sql(
      `INSERT INTO user_view (id, domain_id, owner_id, owner, name)
       SELECT gen_random_uuid(), domain_id, owner_id, owner, 'View ' || n FROM user_view, generate_series(2, $2::int) AS n
        WHERE domain_id = $1`,
      [domain.id, LIMITS.userViews],
    );
    expect(await boss.post('/users/views', { name: 'One more' })).toMatchObject({
      status: 422,
      body: { code: 'too-many-views' },
    });
  });
});
