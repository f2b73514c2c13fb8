import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemBody, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenSession, type GivenUser } from '../../testing/given.js';
import { challengeOf, signInAs } from '../../testing/passwords.js';
import { issueToken } from '../platform/crypto/tokens.js';

const NEW = 'Another-Horse-9-Battery';

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
let session: GivenSession;
beforeAll(async () => {
  api = await startApi({ settings: { api: { allowConcurrentUserLogin: true } } });
  domain = await api.given.domain();
});
beforeEach(async () => {
  user = await api.given.user(domain, { withPassword: true });
  session = await api.given.session(user);
});
afterAll(() => api.close());

/** A link as it would be mailed. */
async function linked(purpose: 'reset' | 'invitation'): Promise<string> {
  const { token, hash } = issueToken(purpose);
  await api.database.sql(
    `INSERT INTO account_token (hash, purpose, domain_id, user_id, expires_at)
     VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
    [hash, purpose, domain.id, user.id],
  );
  return token;
}

async function challenged(set: string): Promise<string> {
  const other = await api.given.user(domain, { withPassword: true });
  await api.database.sql(`UPDATE app_user SET ${set} WHERE id = $1`, [other.id]);
  return challengeOf(await signInAs(api, other, PASSWORD));
}

async function deviceToken(): Promise<string> {
  const answer = await api.anybody.post<SignInResult>('/auth/sign-in', {
    domain: domain.name,
    username: user.username,
    password: PASSWORD,
  });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  return cookies.find((cookie) => cookie.startsWith('wk-device='))?.slice('wk-device='.length) ?? '';
}

const KINDS: Readonly<Record<string, () => Promise<string> | string>> = {
  'a device': deviceToken,
  'a reset link': () => linked('reset'),
  'an invitation': () => linked('invitation'),
  'the challenge of a new password': () => challenged('must_change_password = true'),
  'the challenge of an enrolment': () => challenged('two_factor_required = true'),
  'the CSRF token': () => session.csrfToken,
  'the id of the session': () => session.id,
};

describe('JWT-04 a token of one kind', () => {
  it.each(Object.keys(KINDS))('%s opens no session, as bearer or as cookie', async (kind) => {
    const token = await KINDS[kind]?.();
    expect(token).toMatch(/.{20}/);
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `wk=${token}` }]) {
      const answer = await api.anybody.get<ProblemBody>('/me', { headers: headers });
      expect(answer).toMatchObject({ status: 401, body: { code: 'session-ended' } });
      expect(answer.text).not.toContain(token);
    }
  });

  it.each(['a device', 'a reset link', 'an invitation', 'the CSRF token'])('%s answers no challenge', async (kind) => {
    const challenge = await KINDS[kind]?.();
    for (const [path, more] of [
      ['second-factor', { code: '123456' }],
      ['second-factor/enrolment', {}],
      ['second-factor/enrolment/confirm', { code: '123456' }],
      ['password', { newPassword: NEW }],
    ] as const) {
      const { status } = await api.anybody.post(`/auth/sign-in/${path}`, { challenge, ...more });
      expect({ path, isRefused: [400, 401].includes(status) }).toEqual({ path, isRefused: true });
    }
  });

  it('of a session, a device or a challenge is no link', async () => {
    const tokens = [session.token, await deviceToken(), await challenged('must_change_password = true')];
    for (const token of tokens) {
      const answer = await api.anybody.post('/auth/password-reset', { token, newPassword: NEW });
      expect([400, 401]).toContain(answer.status);
      expect([400, 401]).toContain((await api.anybody.post('/auth/password-reset/check', { token })).status);
    }
  });

  it('of a session is no device that a locked account is open for', async () => {
    const device = await deviceToken();
    await api.database.sql(`UPDATE app_user SET locked_until = now() + interval '9 minutes' WHERE id = $1`, [user.id]);
    const signIn = (token: string) =>
      api.anybody.post(
        '/auth/sign-in',
        { domain: domain.name, username: user.username, password: PASSWORD },
        { headers: { cookie: `wk-device=${token}` } },
      );
    expect((await signIn(session.token)).status).toBe(401);
    expect((await signIn(device)).status).toBe(200);
  });
});

describe('JWT-05 what a session may do', () => {
  it('stands in the database and not in its token, which names nobody', async () => {
    const { token } = await api.given.session(user);
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    expect(Object.keys(JSON.parse(payload) as object).sort()).toEqual(
      ['aud', 'dom', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub'].sort(),
    );
    for (const told of [user.username, domain.name, 'read-only', 'Lovelace']) expect(payload).not.toContain(told);
  });

  it('is less with the next request after a demotion, with the token from before', async () => {
    const manager = await api.given.signedIn(domain, 'domain-administrator');
    await api.given.user(domain, { role: 'domain-administrator' });
    const client = api.as(manager);
    expect((await client.post(`/users/${user.id}/disable`)).status).toBe(200);
    const boss = api.as(await api.given.session(api.given.sysAdmin), { 'x-domain': domain.name });
    const demoted = await boss.patch(`/users/${manager.user.id}`, 1, { roleId: domain.roles['read-only'] });
    expect(demoted.status).toBe(200);
    expect((await client.post(`/users/${user.id}/enable`)).status).toBe(403);
    expect((await client.get('/users')).status).toBe(200);
  });
});
