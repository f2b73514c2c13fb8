import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Me, ProblemBody, SignInResult, UserDetail } from 'wardkeep/contracts';
import { UNTIL_UNLOCKED } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';
import { RACE_ROUNDS } from '../../../testing/rounds.js';

const WRONG = 'Wrong-Horse-9-Battery';
/** Failures of all these tests come from one address, which is not what they are about. */
const patientWithAddresses = { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 };

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
beforeAll(async () => {
  api = await startApi({ settings: { lockout: patientWithAddresses } });
  domain = await api.given.domain();
});
beforeEach(async () => {
  user = await api.given.user(domain, { withPassword: true });
});
afterAll(() => api.close());

const signIn = (password: string, headers: Record<string, string> = {}, name = user.username) =>
  api.anybody.post<SignInResult>('/auth/sign-in', { domain: domain.name, username: name, password }, { headers });
const fail = async (times: number, headers: Record<string, string> = {}) => {
  for (let count = 0; count < times; count += 1) expect((await signIn(WRONG, headers)).status).toBe(401);
};
const stored = async () => {
  const [row] = await api.database.sql<{ failed_sign_ins: number; locked_until: Date | null }>(
    'SELECT failed_sign_ins, locked_until FROM app_user WHERE id = $1',
    [user.id],
  );
  return row;
};
/** As if everything of the user's lock had happened that much earlier. */
const later = (minutes: number) =>
  api.database.sql(
    `UPDATE app_user SET failing_since = failing_since - $2::int * interval '1 minute',
            locked_until = locked_until - $2::int * interval '1 minute' WHERE id = $1`,
    [user.id, minutes],
  );
const events = async (type: string) =>
  api.database.sql<{ outcome: string; detail: string | null }>(
    'SELECT outcome, detail FROM audit_event WHERE type = $1 AND subject_id = $2 ORDER BY sequence',
    [type, user.id],
  );
const deviceCookie = (answer: { headers: Headers }) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('wk-device=')) ?? '';

describe('lockout', () => {
  it('LCK-01 refuses the right password after five wrong ones, and lets it in 30 minutes later', async () => {
    await fail(5);
    expect((await signIn(PASSWORD)).status).toBe(401);
    await later(29);
    expect((await signIn(PASSWORD)).status).toBe(401);
    await later(1);
    expect((await signIn(PASSWORD)).status).toBe(200);
    expect(await stored()).toEqual({ failed_sign_ins: 0, locked_until: null });
    expect(await events('user.locked')).toHaveLength(1);
  });

  it.each(['saml', 'oidc'] as const)(
    'LCK-05 lets no stranger lock a user who has no password: %s',
    async (loginMethod) => {
      user = await api.given.user(domain, { loginMethod });
      await fail(6);
      expect(await stored()).toEqual({ failed_sign_ins: 0, locked_until: null });
      expect(await events('user.locked')).toEqual([]);
      const refused = await events('sign-in.refused');
      expect(refused.map(({ detail }) => detail)).toEqual(Array.from({ length: 6 }, () => 'other-login-method'));
    },
  );

  it('LCK-01 counts guesses at the current password with those at the sign-in', async () => {
    const session = api.as(await api.given.session(user));
    await fail(3);
    for (let count = 0; count < 2; count += 1) {
      const answer = await session.post<ProblemBody>('/me/password', { currentPassword: WRONG, newPassword: PASSWORD });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    }
    expect((await signIn(PASSWORD)).status).toBe(401);
    const right = { currentPassword: PASSWORD, newPassword: 'Another-Horse-9-Battery' };
    expect((await session.post('/me/password', right)).status).toBe(401);
  });

  it('LCK-01 starts again after a success', async () => {
    await fail(4);
    expect((await signIn(PASSWORD)).status).toBe(200);
    await fail(4);
    expect((await signIn(PASSWORD)).status).toBe(200);
  });

  it('counts within its window alone', async () => {
    await fail(4);
    await later(15);
    await fail(1);
    expect((await stored())?.failed_sign_ins).toBe(1);
    expect((await signIn(PASSWORD)).status).toBe(200);
  });

  it('says in the list and the detail of the user until when', async () => {
    await fail(5);
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const { body } = await boss.get<UserDetail>(`/users/${user.id}`);
    expect(body.status).toBe('locked');
    expect(new Date(body.lockedUntil ?? 0).getTime()).toBeGreaterThan(Date.now() + 29 * 60_000);
  });

  it.each(Array.from({ length: RACE_ROUNDS }, (_, round) => round + 1))(
    'LCK-02 decides at most five of 100 guesses at once (round %i)',
    async () => {
      const passwords = Array.from({ length: 100 }, (_, index) => (index === 60 ? PASSWORD : WRONG));
      const answers = await Promise.all(passwords.map((password) => signIn(password)));
      const reasons = (await events('sign-in.refused')).map(({ detail }) => detail);
      const wrong = reasons.filter((reason) => reason === 'wrong-password').length;
      const isIn = answers.some(({ status }) => status === 200);
      expect(wrong).toBeLessThanOrEqual(isIn ? 9 : 5);
      if (!isIn) expect((await stored())?.failed_sign_ins).toBe(Math.min(5, wrong));
      for (const { status } of answers) expect([200, 401, 503]).toContain(status);
    },
  );

  it('LCK-05 keeps the sessions and the known device of a user whom strangers lock out', async () => {
    const device = deviceCookie(await signIn(PASSWORD));
    const session = api.as(await api.given.session(user));
    await fail(5);
    expect((await session.get<Me>('/me')).status).toBe(200);
    expect((await signIn(PASSWORD)).status).toBe(401);
    expect((await signIn(PASSWORD, { cookie: device })).status).toBe(200);
    expect((await stored())?.locked_until).not.toBeNull();
    expect((await signIn(PASSWORD)).status).toBe(401);
  });

  it('LCK-05 lets no known device guess on: at the limit it is a stranger', async () => {
    const cookie = deviceCookie(await signIn(PASSWORD));
    await fail(5);
    await fail(5, { cookie });
    expect((await signIn(PASSWORD, { cookie })).status).toBe(401);
  });

  it("LCK-05 takes another user's device, and a forged one, for a stranger's", async () => {
    const other = await api.given.user(domain, { withPassword: true });
    const theirs = deviceCookie(await signIn(PASSWORD, {}, other.username));
    const own = deviceCookie(await signIn(PASSWORD));
    await fail(5);
    const [head, , signature] = own.split('.');
    for (const cookie of [theirs, `${own}x`, `${head}.e30.${signature}`, 'wk-device=', own.replace('device=', '=')]) {
      expect((await signIn(PASSWORD, { cookie })).status).toBe(401);
    }
  });

  it('LCK-05 opens nothing with the cookie of a device', async () => {
    const token = deviceCookie(await signIn(PASSWORD)).replace('wk-device=', '');
    const asSession = await api.anybody.get('/me', { headers: { authorization: `Bearer ${token}` } });
    expect(asSession.status).toBe(401);
    expect((await api.anybody.get('/me', { headers: { cookie: `wk=${token}` } })).status).toBe(401);
  });

  it('LCK-05 never makes a lock longer by further failures', async () => {
    await fail(5);
    const first = await stored();
    await fail(5);
    expect(await stored()).toEqual(first);
  });

  it('audits every refusal with its reason and none with a password', async () => {
    await fail(5);
    await signIn(PASSWORD);
    const refusals = await events('sign-in.refused');
    expect(refusals.map(({ detail }) => detail)).toEqual([...Array<string>(5).fill('wrong-password'), 'locked']);
    expect(JSON.stringify(await api.database.sql('SELECT * FROM audit_event'))).not.toContain(WRONG);
  });

  it('has a stable line for fail2ban for each of them', async () => {
    const before = api.log.length;
    await fail(1);
    const line = api.log.slice(before).find((text) => text.includes('authentication failure')) ?? '';
    expect(line).toContain(`user=\\"${user.username}\\"`);
    expect(line).toContain('reason=wrong-password');
  });
});

describe('lockout until an administrator unlocks', () => {
  it('shows the end that never comes by itself', async () => {
    const strict = await startApi({ settings: { lockout: { lockMinutes: 0, maxFailures: 1 } } });
    try {
      const home = await strict.given.domain();
      const locked = await strict.given.user(home, { withPassword: true });
      const login = { domain: home.name, username: locked.username };
      await strict.anybody.post('/auth/sign-in', { ...login, password: WRONG });
      expect((await strict.anybody.post('/auth/sign-in', { ...login, password: PASSWORD })).status).toBe(401);
      const boss = strict.as(await strict.given.signedIn(home, 'domain-administrator'));
      expect((await boss.get<UserDetail>(`/users/${locked.id}`)).body.lockedUntil).toBe(UNTIL_UNLOCKED);
    } finally {
      await strict.close();
    }
  });
});

describe('failures from one address', () => {
  let strict: TestApi;
  let home: GivenDomain;
  beforeAll(async () => {
    strict = await startApi({ settings: { lockout: { addressSlowAfter: 10, addressRefuseAfter: 20 } } });
    home = await strict.given.domain();
  });
  afterAll(() => strict.close());
  const spray = (name: string, headers: Record<string, string> = {}) =>
    strict.anybody.post('/auth/sign-in', { domain: home.name, username: name, password: WRONG }, { headers });

  it('LCK-03 LCK-04 are refused across accounts in the end, whatever the headers pretend', async () => {
    for (let count = 0; count < 20; count += 1) {
      const pretended = {
        'x-forwarded-for': `10.0.0.${count}`,
        'x-real-ip': `10.0.1.${count}`,
        forwarded: 'for=8.8.8.8',
      };
      expect((await spray(`spray-${count}`, pretended)).status).toBe(401);
    }
    const refused = await spray('spray-20');
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    const alerts = await strict.database.sql(`SELECT address FROM audit_event WHERE type = 'address.refused'`);
    expect(alerts).toEqual([{ address: '127.0.0.1' }]);
  });

  it('LCK-04 leaves those alone who are signed in', async () => {
    const session = strict.as(await strict.given.signedIn(home, 'operator'));
    expect((await session.get('/me')).status).toBe(200);
  });
});
