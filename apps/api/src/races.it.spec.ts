import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedUser, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../testing/api.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser } from '../testing/given.js';
import { RACE_ROUNDS } from '../testing/rounds.js';

const AT_ONCE = 50;

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true }, sessions: { maxConcurrent: 3 } } });
});
afterAll(() => api.close());

const rounds = Array.from({ length: RACE_ROUNDS }, (_, index) => index + 1);
const together = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const counted = (statuses: readonly number[]) =>
  Object.fromEntries([...new Set(statuses)].map((status) => [status, statuses.filter((one) => one === status).length]));

async function administratorsLeft(domain: GivenDomain): Promise<number> {
  const rows = await api.database.sql(
    `SELECT u.id FROM app_user u JOIN role r ON r.id = u.role_id
      WHERE u.domain_id = $1 AND u.enabled AND r.kind = 'domain-administrator'`,
    [domain.id],
  );
  return rows.length;
}

/** Each of two administrators takes the other away, in the three ways there are. */
async function removeEachOther(domain: GivenDomain): Promise<number[]> {
  const pair: [GivenUser, GivenUser] = [
    await api.given.user(domain, { role: 'domain-administrator' }),
    await api.given.user(domain, { role: 'domain-administrator' }),
  ];
  const system = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
  const own = [api.as(await api.given.session(pair[0])), api.as(await api.given.session(pair[1]))] as const;
  const answers = await together(AT_ONCE, (index) => {
    const target = pair[index % 2 === 0 ? 0 : 1];
    const client = index % 5 === 0 ? system : own[index % 2 === 0 ? 1 : 0];
    if (index % 3 === 0) return client.post(`/users/${target.id}/disable`);
    if (index % 3 === 1) return client.delete(`/users/${target.id}`, { version: 1 });
    return client.patch(`/users/${target.id}`, 1, { roleId: domain.roles['read-only'] });
  });
  return answers.map(({ status }) => status);
}

describe('at once', () => {
  it.each(rounds)(`${AT_ONCE} attempts to remove the last two administrators leave one (round %i)`, async () => {
    const domain = await api.given.domain();
    const statuses = await removeEachOther(domain);
    expect(await administratorsLeft(domain)).toBe(1);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
  });

  it.each(rounds)(`RAC-01 ${AT_ONCE} creations of one username make one user (round %i)`, async () => {
    const domain = await api.given.domain();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const name = aName('twin');
    const answers = await together(AT_ONCE, (index) =>
      boss.post('/users', {
        username: index % 2 === 0 ? name : name.toUpperCase(),
        firstName: 'A',
        lastName: 'B',
        roleId: domain.roles['read-only'],
        initialPassword: 'invitation',
        email: `${name}@example.org`,
      }),
    );
    expect(counted(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: AT_ONCE - 1 });
    const stored = await api.database.sql('SELECT id FROM app_user WHERE username_key = $1', [name]);
    expect(stored).toHaveLength(1);
  });

  it.each(rounds)('SES-04 20 sign-ins of one user leave as many sessions as are allowed (round %i)', async () => {
    const user = await api.given.user(await api.given.domain());
    const sessions = await together(20, () => api.given.session(user));
    const statuses = await Promise.all(sessions.map(async (one) => (await api.as(one).get('/me')).status));
    expect(counted(statuses)).toEqual({ 200: 3, 401: 17 });
  });

  it.each(rounds)('RAC-02 20 equal requests with one key make one user and get one answer (round %i)', async () => {
    const domain = await api.given.domain();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const input = { username: aName('once'), firstName: 'A', lastName: 'B', roleId: domain.roles['read-only'] };
    const answers = await together(20, () =>
      boss.post<CreatedUser>('/users', input, { headers: { 'idempotency-key': 'the-same' } }),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length + answers.filter(({ status }) => status === 409 || status === 503).length).toBe(20);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    const again = await boss.post('/users', input, { headers: { 'idempotency-key': 'the-same' } });
    expect(again).toMatchObject({ status: 201, text: made[0]?.text });
    const stored = await api.database.sql('SELECT id FROM app_user WHERE username = $1', [input.username]);
    expect(stored).toHaveLength(1);
  });

  it('one challenge taken twenty times signs in once', async () => {
    const user = await api.given.user(api.given.primary, { withPassword: true, mustChangePassword: true });
    const { body } = await api.anybody.post<SignInResult>('/auth/sign-in', {
      username: user.username,
      password: PASSWORD,
    });
    const challenge = 'challenge' in body ? body.challenge : '';
    const answers = await together(20, (index) =>
      api.anybody.post('/auth/sign-in/password', { challenge, newPassword: `Fresh-Horse-9-Battery-${index}` }),
    );
    expect(counted(answers.map(({ status }) => status))).toMatchObject({ 200: 1 });
    expect(answers.filter(({ status }) => ![200, 401, 503].includes(status))).toEqual([]);
  });
});
