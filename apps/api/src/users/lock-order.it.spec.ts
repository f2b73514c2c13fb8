import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { startApi, type TestApi } from '../../testing/api.js';
import { inDomain } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { UserAccounts } from './user-accounts.service.js';
import { UsersRepository } from './users.repository.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

it('RAC an administrator whose role may change is locked after the administrators, as everywhere', async () => {
  const locks: string[] = [];
  const { lockAdministrators, lockAccount } = UsersRepository.prototype;
  jest.spyOn(UsersRepository.prototype, 'lockAdministrators').mockImplementation(function (this: UsersRepository, tx) {
    locks.push('administrators');
    return lockAdministrators.call(this, tx);
  });
  jest.spyOn(UsersRepository.prototype, 'lockAccount').mockImplementation(function (this: UsersRepository, tx, id) {
    locks.push('user');
    return lockAccount.call(this, tx, id);
  });
  const domain = await api.given.domain();
  const user = await api.given.user(domain, { role: 'domain-administrator' });
  const reader = await api.given.user(domain);
  for (const { id } of [user, reader]) {
    await api.get(UnitOfWork).write(inDomain(domain), async (tx) => ({
      result: await api.get(UserAccounts).lockForRole(tx, id),
      unchanged: true,
    }));
  }
  jest.restoreAllMocks();
  expect(locks).toEqual(['administrators', 'user', 'user']);
});
