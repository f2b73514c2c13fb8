import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Hygiene, Page, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('accounts that somebody should look at', () => {
  it('are counted, and are those that the list shows by the same filter', async () => {
    const domain = await api.given.domain();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const [dormant, old, secured] = [
      await api.given.user(domain),
      await api.given.user(domain, { withPassword: true }),
      await api.given.user(domain),
    ];
    await api.given.user(domain, { enabled: false });
    await api.given.user(await api.given.domain());
    const change = (what: string, id: string) => api.database.sql(`UPDATE app_user SET ${what} WHERE id = $1`, [id]);
    await change(`last_login_at = now() - interval '91 days'`, dormant.id);
    await change(`password_changed_at = now() - interval '91 days', last_login_at = now()`, old.id);
    await change(`totp_enrolled = true`, secured.id);
    const { body } = await boss.get<Hygiene>('/statistics/hygiene');
    const found = Object.fromEntries(body.findings.map(({ id, total }) => [id, total.value]));
    expect(found).toEqual({ 'never-signed-in': 2, dormant: 1, 'no-second-factor': 3, 'old-password': 1 });
    for (const { total, filter } of body.findings) {
      const page = await boss.get<Page<User>>(`/users?${new URLSearchParams(filter).toString()}`);
      expect({ filter, total: page.body.total }).toEqual({ filter, total });
    }
    const since = new Date(Date.now() - 80 * 86_400_000).toISOString();
    const byDate = await boss.get<Page<User>>(`/users?passwordChangedBefore=${since}`);
    expect(byDate.body.items.map(({ id }) => id)).toEqual([old.id]);
  });
});
