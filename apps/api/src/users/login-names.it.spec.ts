import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../../testing/api.js';
import { brokenInvariants } from '../../testing/invariants.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const namesOf = async (domainId: string) =>
  (
    await api.database.sql<{ name: string }>(
      'SELECT name_key AS name FROM login_name WHERE domain_id = $1 ORDER BY 1',
      [domainId],
    )
  ).map(({ name }) => name);

describe('the names that a user signs in with', () => {
  it('follow the email, and go with the user', async () => {
    const domain = await api.given.domain();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const before = await namesOf(domain.id);
    const role = domain.roles['read-only'];
    const add = (username: string, email: string) =>
      boss.post<{ id: string; version: number }>('/users', {
        username,
        firstName: 'Ada',
        lastName: 'Lovelace',
        email,
        roleId: role,
        initialPassword: 'invitation',
      });
    const { status, body } = await add('Ada', 'ada@example.org');
    expect(status).toBe(201);
    expect(await namesOf(domain.id)).toEqual([...before, 'ada', 'ada@example.org'].sort());
    expect((await add('ada@example.org', 'other@example.org')).status).toBe(409);

    const changed = await boss.patch(`/users/${body.id}`, 1, { email: 'Countess@example.org' });
    expect(changed.status).toBe(200);
    expect(await namesOf(domain.id)).toEqual([...before, 'ada', 'countess@example.org'].sort());

    expect((await boss.delete(`/users/${body.id}?confirm=Ada`, { version: 2 })).status).toBe(200);
    expect(await namesOf(domain.id)).toEqual(before);
    expect((await add('countess@example.org', 'ada@example.org')).status).toBe(201);
    expect(await brokenInvariants(api)).toEqual([]);
  });

  it('go with their Domain', async () => {
    const domain = await api.given.domain();
    await api.given.user(domain, {});
    expect((await namesOf(domain.id)).length).toBeGreaterThan(0);
    await api.database.sql('DELETE FROM domain WHERE id = $1', [domain.id]);
    expect(await namesOf(domain.id)).toEqual([]);
    expect(await brokenInvariants(api)).toEqual([]);
  });
});
