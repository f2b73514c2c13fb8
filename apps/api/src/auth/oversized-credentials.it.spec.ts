import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD } from '../../testing/given.js';
import { PasswordHasher } from '../platform/crypto/password-hasher.js';

const MEGABYTE = 1_000_000;
/** With the rest of its body it is still one that is read. */
const LARGE = 'x'.repeat(MEGABYTE);
const NEW = 'Another-Horse-9-Battery';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(() => {
  const hasher = api.get(PasswordHasher);
  jest.spyOn(hasher, 'verify').mockClear();
  jest.spyOn(hasher, 'hash').mockClear();
});

const events = async () => {
  const [row] = await api.database.sql<{ count: number }>('SELECT count(*)::int AS count FROM audit_event');
  return row?.count;
};
const expectNothingHashed = () => {
  expect(api.get(PasswordHasher).verify).not.toHaveBeenCalled();
  expect(api.get(PasswordHasher).hash).not.toHaveBeenCalled();
};

/** The status of a body that is sent as it is; the server may hang up before it has all of it. */
const send = (body: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    let status = 0;
    const sending = request(`${api.url}/api/v1/auth/sign-in`, options, (answer) => {
      status = answer.statusCode ?? 0;
      answer.resume();
      resolve(status);
    });
    sending.on('error', (error) => (status === 0 ? reject(error) : undefined));
    for (let at = 0; at < body.length; at += 65_536) sending.write(body.slice(at, at + 65_536));
    sending.end();
  });

describe('LOG-05 oversized credentials', () => {
  it.each([
    ['/auth/sign-in', { username: LARGE, password: PASSWORD }],
    ['/auth/sign-in', { username: 'sys-admin', password: LARGE }],
    ['/auth/sign-in', { domain: LARGE, username: 'sys-admin', password: PASSWORD }],
    ['/auth/sign-in/password', { challenge: LARGE, newPassword: NEW }],
    ['/auth/sign-in/password', { challenge: 'x', newPassword: LARGE }],
    ['/auth/sign-in/second-factor', { challenge: 'x', code: LARGE }],
    ['/auth/sign-in/second-factor', { challenge: 'x', recoveryCode: LARGE }],
    ['/auth/password-reset', { token: LARGE, newPassword: NEW }],
    ['/auth/password-reset', { token: 'x', newPassword: LARGE }],
    ['/auth/password-reset/request', { username: LARGE }],
  ])('are refused by %s before anything is looked up, hashed or audited (%#)', async (path, body) => {
    const before = await events();
    const answer = await api.anybody.post(path, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(answer.text.length).toBeLessThan(2_000);
    expectNothingHashed();
    expect(await events()).toBe(before);
  });

  it('are refused where the present password is asked for', async () => {
    const session = api.as(await api.given.signedIn(api.given.primary, 'operator'));
    const change = { currentPassword: LARGE, newPassword: NEW };
    expect((await session.post('/me/password', change)).status).toBe(400);
    expect((await session.post('/me/recovery-codes', { password: LARGE })).status).toBe(400);
    expect((await session.delete('/me/totp', { body: { password: LARGE } })).status).toBe(400);
    expectNothingHashed();
  });

  it.each([
    ['that say so', (body: string): Record<string, string> => ({ 'content-length': String(body.length) })],
    ['that do not say so', (): Record<string, string> => ({ 'transfer-encoding': 'chunked' })],
  ])('of 10 MB %s are not read', async (_, headersOf) => {
    const body = JSON.stringify({ username: 'sys-admin', password: 'x'.repeat(10 * MEGABYTE) });
    expect(await send(body, headersOf(body))).toBe(413);
    expectNothingHashed();
  });

  it('fifty at once cost no hash, and somebody else signs in behind them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.anybody.post('/auth/sign-in', { username: 'sys-admin', password: LARGE })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 400));
    expectNothingHashed();
    const good = await api.anybody.post('/auth/sign-in', { username: 'sys-admin', password: PASSWORD });
    expect(good.status).toBe(200);
  });

  it('leave a short event and a short line at the longest that is read', async () => {
    const typed = { domain: 'd'.repeat(255), username: 'u'.repeat(255), password: 'p'.repeat(1_024) };
    expect((await api.anybody.post('/auth/sign-in', typed)).status).toBe(401);
    const [event] = await api.database.sql<{ size: number }>(
      `SELECT length(to_jsonb(e)::text) AS size FROM audit_event e WHERE type = 'sign-in.refused'`,
    );
    expect(event?.size).toBeLessThan(2_000);
    const line = api.log.find((one) => one.includes('authentication failure')) ?? '';
    expect(line.length).toBeGreaterThan(0);
    expect(line.length).toBeLessThan(2_000);
  });
});
