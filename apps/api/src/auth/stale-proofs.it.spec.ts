import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RenewedSession, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { PasswordsService } from '../users/passwords.service.js';

const NEW = 'Another-Horse-7-Battery';
const THIRD = 'Third-Horse-5-Battery';

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi();
  domain = await api.given.domain();
});
afterAll(() => api.close());
afterEach(() => void jest.restoreAllMocks());

const signIn = (user: GivenUser, password: string) =>
  api.anybody.post<SignInResult>('/auth/sign-in', {
    domain: domain.name,
    username: user.username,
    password,
    delivery: 'bearer',
  });

/** Between the comparison of a password and what follows from it. */
function onceCompared(happens: () => Promise<unknown>): void {
  const passwords = api.get(PasswordsService);
  const verify = passwords.verify.bind(passwords);
  jest.spyOn(passwords, 'verify').mockImplementationOnce(async (...values) => {
    const verification = await verify(...values);
    await happens();
    return { ...verification, rehash: verification.ok };
  });
}

describe('a password that is changed while it is compared', () => {
  it('signs nobody in, and does not come back by being stored better', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const own = api.as(await api.given.session(user));
    onceCompared(async () => {
      const changed = await own.post('/me/password', { currentPassword: PASSWORD, newPassword: NEW });
      expect(changed.status).toBe(200);
    });
    expect(await signIn(user, PASSWORD)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect((await signIn(user, PASSWORD)).status).toBe(401);
    expect((await signIn(user, NEW)).status).toBe(200);
  });

  it('changes no password', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const [mine, theirs] = [await api.given.session(user), await api.given.session(user)];
    expect(mine.id).not.toBe(theirs.id);
    onceCompared(() => api.as(theirs).post('/me/password', { currentPassword: PASSWORD, newPassword: NEW }));
    const late = await api.as(theirs).post('/me/password', { currentPassword: PASSWORD, newPassword: THIRD });
    expect(late).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect((await signIn(user, NEW)).status).toBe(200);
  });
});

describe('a sign-in that waits for a new password', () => {
  it('is over once the password was changed by another one', async () => {
    const user = await api.given.user(domain, { withPassword: true, mustChangePassword: true });
    const [first, second] = [await signIn(user, PASSWORD), await signIn(user, PASSWORD)];
    const answer = ({ body }: typeof first, newPassword: string) =>
      api.anybody.post('/auth/sign-in/password', {
        ...('challenge' in body && { challenge: body.challenge }),
        newPassword,
      });
    expect((await answer(first, NEW)).status).toBe(200);
    expect(await answer(second, THIRD)).toMatchObject({ status: 401, body: { code: 'invalid-challenge' } });
  });
});

describe('a sign-in that waits for a new password, when the account is shut meanwhile', () => {
  it.each([
    ['locked', `locked_until = now() + interval '5 minutes'`],
    ['disabled', 'enabled = false'],
  ])('is refused and audited as %s, and goes on when it is open again', async (because, set) => {
    const user = await api.given.user(domain, { withPassword: true, mustChangePassword: true });
    const { body } = await signIn(user, PASSWORD);
    const challenge = 'challenge' in body ? body.challenge : '';
    const finish = () => api.anybody.post('/auth/sign-in/password', { challenge, newPassword: NEW });
    await api.database.sql(`UPDATE app_user SET ${set} WHERE id = $1`, [user.id]);
    expect(await finish()).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    const refused = await api.database.sql(
      `SELECT detail, subject_name AS name FROM audit_event WHERE type = 'sign-in.refused' AND subject_id = $1`,
      [user.id],
    );
    expect(refused).toEqual([{ detail: because, name: user.username }]);
    await api.database.sql('UPDATE app_user SET enabled = true, locked_until = NULL WHERE id = $1', [user.id]);
    expect((await finish()).status).toBe(200);
  });
});

describe('a change of password that is sent twice', () => {
  const headers = { 'idempotency-key': 'the-same-change' };

  it('is refused twice when the present password was wrong', async () => {
    const own = api.as(await api.given.signedIn(domain, 'operator', { withPassword: true }));
    const change = { currentPassword: 'Wrong-Horse-9-Battery', newPassword: NEW };
    expect((await own.post('/me/password', change, { headers })).status).toBe(401);
    expect((await own.post('/me/password', change, { headers })).status).toBe(401);
  });

  it('is answered twice when it was right, though the password is another by then', async () => {
    const own = api.as(await api.given.signedIn(domain, 'operator', { withPassword: true }));
    const change = { currentPassword: PASSWORD, newPassword: NEW };
    const first = await own.post<RenewedSession>('/me/password', change, { headers });
    expect(first.status).toBe(200);
    const renewed = api.as({ token: first.body.accessToken ?? '' });
    const again = await renewed.post('/me/password', change, { headers });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('tells in a dry run how many sessions it would end', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const session = await api.given.session(user);
    await api.database.sql(
      `INSERT INTO session (id, domain_id, user_id, method, device, address, csrf_token, ends_at)
       SELECT gen_random_uuid(), domain_id, user_id, method, device, address, csrf_token, ends_at FROM session WHERE id = $1`,
      [session.id],
    );
    const change = { currentPassword: PASSWORD, newPassword: NEW };
    const dry = await api.as(session).post('/me/password?dryRun=true', change);
    expect(dry).toMatchObject({ status: 200, body: { endsSessions: 1 } });
  });
});
