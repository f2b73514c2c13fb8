import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { serverUrl } from '../../../testing/prepared-database.js';
import { UsersRepository } from '../../users/users.repository.js';
import { newId } from '../ids.js';

const onServer = serverUrl() === null ? it.skip : it;

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

onServer('a request with the key of one that takes long is told so, and gets its answer afterwards', async () => {
  const domain = await api.given.domain();
  const boss = api.as(await api.given.signedIn(domain, 'domain-administrator')).with({ 'idempotency-key': newId() });
  const { add } = UsersRepository.prototype;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const reached = new Promise<void>((resolve) => {
    jest.spyOn(UsersRepository.prototype, 'add').mockImplementationOnce(async function (
      this: UsersRepository,
      ...args
    ) {
      resolve();
      await released;
      return add.apply(this, args);
    });
  });
  const roleId = domain.roles['read-only'];
  const body = { username: 'once', firstName: 'Ada', lastName: 'Lovelace', roleId, initialPassword: 'temporary' };
  const first = boss.post<User>('/users', body);
  await reached;
  const second = await boss.post('/users', body);
  expect(second).toMatchObject({ status: 409, body: { code: 'request-in-flight' } });
  expect(second.headers.get('retry-after')).toBe('1');
  release();
  const { status, body: made } = await first;
  expect(status).toBe(201);
  expect((await boss.post<User>('/users', body)).body.id).toBe(made.id);
});
