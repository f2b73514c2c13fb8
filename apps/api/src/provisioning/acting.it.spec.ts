import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../../testing/api.js';
import type { GivenDomain, GivenUser } from '../../testing/given.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { UserAccounts } from '../users/user-accounts.service.js';

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
  user = await api.given.user(domain, { role: 'domain-administrator' });
});
afterAll(() => api.close());

const acting = (who: GivenUser, where: { readonly id: string }) =>
  api.get(SystemUnitOfWork).read((tx) => api.get(UserAccounts).stillActing(tx, who.id, where.id));
const refused = expect.objectContaining({ code: 'permission-missing' }) as unknown;

describe('somebody for whom a job works', () => {
  it('may act at home, and as a System Administrator elsewhere', async () => {
    await expect(acting(user, domain)).resolves.toMatchObject({ id: user.id });
    await expect(acting(api.given.sysAdmin, domain)).resolves.toMatchObject({ username: 'sys-admin' });
    await expect(acting(user, api.given.primary)).rejects.toEqual(refused);
    await expect(acting({ ...user, id: domain.id }, domain)).rejects.toEqual(refused);
  });

  it('may not once they are disabled', async () => {
    await expect(acting(await api.given.user(domain, { enabled: false }), domain)).rejects.toEqual(refused);
  });

  it('may not once a Domain is disabled, be it their own or the one they work in', async () => {
    const closed = await api.given.domain();
    const inside = await api.given.user(closed, { role: 'domain-administrator' });
    await expect(acting(inside, closed)).resolves.toMatchObject({ id: inside.id });
    await api.database.sql('UPDATE domain SET enabled = false WHERE id = $1', [closed.id]);
    await expect(acting(inside, closed)).rejects.toEqual(refused);
    await expect(acting(api.given.sysAdmin, closed)).rejects.toEqual(refused);
  });
});
