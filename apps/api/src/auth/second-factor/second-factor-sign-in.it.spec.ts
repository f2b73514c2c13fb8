import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Enrolment, ProblemBody, SignedIn, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { codeOf, enrolled, forgetUsedCodes, steadyStep, wrongCodeOf } from '../../../testing/authenticator.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../../testing/given.js';
import { RACE_ROUNDS } from '../../../testing/rounds.js';
import { routesOf } from '../../../testing/routes.js';
import { newId } from '../../platform/ids.js';

const STEP = '/auth/sign-in/second-factor';
/** Failures of all these tests come from one address, which is not what they are about. */
const lockout = { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 };

let api: TestApi;
let domain: GivenDomain;
let user: GivenUser;
beforeAll(async () => {
  api = await startApi({ settings: { lockout } });
  domain = await api.given.domain();
});
beforeEach(async () => {
  user = await api.given.user(domain, { withPassword: true, email: `${newId()}@example.org` });
});
afterAll(() => api.close());

const rounds = Array.from({ length: RACE_ROUNDS }, (_, index) => index + 1);
const together = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const signIn = (delivery = 'bearer', who = user) =>
  api.anybody.post<SignInResult>('/auth/sign-in', {
    domain: who.domain.name,
    username: who.username,
    password: PASSWORD,
    delivery,
  });
const challengeOf = async (who = user): Promise<string> => {
  const { body } = await signIn('bearer', who);
  if (!('challenge' in body)) throw new Error(`There was no next step: ${JSON.stringify(body)}`);
  return body.challenge;
};
const prove = (body: object) => api.anybody.post<SignedIn>(STEP, body);
const confirm = (body: object) => api.anybody.post<SignedIn>(`${STEP}/enrolment/confirm`, body);
const begin = async (challenge: string) => (await api.anybody.post<Enrolment>(`${STEP}/enrolment`, { challenge })).body;
const required = (who = user) =>
  api.database.sql('UPDATE app_user SET two_factor_required = true WHERE id = $1', [who.id]);
const statuses = (answers: readonly { status: number }[], wanted: number) =>
  answers.filter(({ status }) => status === wanted).length;
const refusals = async () => {
  const rows = await api.database.sql<{ detail: string }>(
    `SELECT detail FROM audit_event WHERE type = 'sign-in.refused' AND subject_id = $1 ORDER BY sequence`,
    [user.id],
  );
  return rows.map(({ detail }) => detail);
};
const unlock = () =>
  api.database.sql('UPDATE app_user SET failed_sign_ins = 0, failing_since = NULL, locked_until = NULL WHERE id = $1', [
    user.id,
  ]);
const mails = () =>
  api.database.sql<{ kind: string }>('SELECT kind FROM outbox_message WHERE domain_id = $1', [domain.id]);

describe('the second step of signing in', () => {
  it('asks for a code after the password, and then there is a session', async () => {
    const { secret } = await enrolled(api, user);
    const { status, body } = await signIn();
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'second_factor_required' } });
    const expires = 'expiresAt' in body ? Date.parse(body.expiresAt) - Date.now() : 0;
    expect(expires).toBeGreaterThan(4.5 * 60_000);
    expect(expires).toBeLessThanOrEqual(5 * 60_000);
    const challenge = 'challenge' in body ? body.challenge : '';
    const answer = await prove({ challenge, code: codeOf(secret) });
    expect(answer).toMatchObject({ status: 200, body: { status: 'signed_in', user: { totpStatus: 'enrolled' } } });
    expect(answer.body).not.toHaveProperty('recoveryCodes');
    expect((await api.as({ token: answer.body.accessToken ?? '' }).get('/users')).status).toBe(200);
  });

  it('gives a browser its cookie at the end, not before', async () => {
    const { secret } = await enrolled(api, user);
    const first = await signIn('cookie');
    expect(first.headers.getSetCookie()).toEqual([]);
    const challenge = 'challenge' in first.body ? first.body.challenge : '';
    const second = await prove({ challenge, code: codeOf(secret) });
    expect(second.body.csrfToken).toEqual(expect.any(String));
    expect(second.headers.getSetCookie().join()).toContain('wk=');
  });

  it.each([
    ['neither', {}],
    ['both', { code: '123456', recoveryCode: 'ABCDE' }],
    ['a number', { code: 123456 }],
    ['a list', { code: ['123456'] }],
    ['something else', { code: '123456', userId: newId() }],
    ['a clock', { code: '123456', clientTime: 0 }],
  ])('refuses a body with %s', async (_, proof) => {
    const answer = await api.anybody.post<ProblemBody>(STEP, { challenge: 'wkc_x', ...proof });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
  });

  it.each([`${STEP}/enrolment`, `${STEP}/enrolment/confirm`])('%s refuses a body without its fields', async (path) => {
    expect((await api.anybody.post(path, {})).status).toBe(400);
    expect((await api.anybody.post(path, { challenge: 1, code: 2 })).status).toBe(400);
  });

  it('TFA-01 takes a code once: not again in another browser, and none before it', async () => {
    const { secret } = await enrolled(api, user);
    await steadyStep();
    const [first, second, third] = [await challengeOf(), await challengeOf(), await challengeOf()];
    expect((await prove({ challenge: first, code: codeOf(secret) })).status).toBe(200);
    const again = await prove({ challenge: second, code: codeOf(secret) });
    expect(again).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect((await prove({ challenge: second, code: codeOf(secret, -1) })).status).toBe(401);
    expect((await prove({ challenge: third, code: codeOf(secret, 1) })).status).toBe(200);
  });

  it('TFA-01 takes the code that switched it on no second time', async () => {
    const session = api.as(await api.given.session(user));
    const { body } = await session.post<Enrolment>('/me/totp');
    await steadyStep();
    const code = codeOf(body.secret);
    expect((await session.post('/me/totp/confirm', { code })).status).toBe(200);
    expect((await prove({ challenge: await challengeOf(), code })).status).toBe(401);
  });

  it.each(rounds)('TFA-01 one challenge proven twenty times at once signs in once (round %i)', async () => {
    const { secret } = await enrolled(api, user);
    await steadyStep();
    const challenge = await challengeOf();
    const answers = await together(20, () => prove({ challenge, code: codeOf(secret) }));
    expect([statuses(answers, 200), statuses(answers, 401)]).toEqual([1, 19]);
    expect(await refusals()).toEqual([]);
  });

  it.each(rounds)('TFA-01 one code at twenty challenges at once signs in once (round %i)', async () => {
    const { secret } = await enrolled(api, user);
    await steadyStep();
    const challenges = await together(20, () => challengeOf());
    const answers = await Promise.all(challenges.map((challenge) => prove({ challenge, code: codeOf(secret) })));
    expect([statuses(answers, 200), statuses(answers, 401)]).toEqual([1, 19]);
  });

  it('TFA-02 counts wrong codes across sign-ins: the password resets nothing, and the account locks', async () => {
    const { secret } = await enrolled(api, user);
    const wrong = wrongCodeOf(secret);
    const first = await challengeOf();
    for (let count = 0; count < 3; count += 1)
      expect((await prove({ challenge: first, code: wrong })).status).toBe(401);
    const second = await challengeOf();
    for (let count = 0; count < 2; count += 1) {
      expect((await prove({ challenge: second, code: wrong })).status).toBe(401);
    }
    await steadyStep();
    const right = { challenge: second, code: codeOf(secret) };
    const refused = await prove(right);
    expect(refused).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect(await signIn()).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    expect(await refusals()).toEqual([...Array<string>(5).fill('wrong-code'), 'locked', 'locked']);
    expect(await mails()).toContainEqual({ kind: 'account-locked' });
    await unlock();
    expect((await prove(right)).status).toBe(200);
  });

  it('TFA-02 looks at no more than five codes of thirty challenges at once', async () => {
    const { secret } = await enrolled(api, user);
    const challenges = await together(30, () => challengeOf());
    const code = wrongCodeOf(secret);
    const answers = await Promise.all(challenges.map((challenge) => prove({ challenge, code })));
    expect(statuses(answers, 401)).toBe(30);
    const reasons = await refusals();
    expect(reasons.filter((reason) => reason === 'wrong-code')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'locked')).toHaveLength(25);
  });

  it('TFA-02 tells a wrong code, a locked account and a disabled one in the same words', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await challengeOf();
    const wrong = await prove({ challenge, code: wrongCodeOf(secret) });
    await api.database.sql(`UPDATE app_user SET locked_until = now() + interval '1 hour' WHERE id = $1`, [user.id]);
    const locked = await prove({ challenge, code: codeOf(secret) });
    await api.database.sql('UPDATE app_user SET locked_until = NULL, enabled = false WHERE id = $1', [user.id]);
    const disabled = await prove({ challenge, code: codeOf(secret) });
    const words = [wrong, locked, disabled].map(({ text }) => text.replace(/"requestId":"[^"]+"/, ''));
    expect(new Set(words).size).toBe(1);
    expect(await refusals()).toEqual(['wrong-code', 'locked', 'disabled']);
    expect(
      api.log.filter((line) => line.includes('authentication failure') && line.includes(user.username)),
    ).toHaveLength(3);
  });

  it('TFA-03 reaches nothing with the challenge but its own step', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await challengeOf();
    for (const { method, path, access, name } of routesOf(api.app)) {
      if (access?.for === 'everybody') continue;
      const asBearer = await api.as({ token: challenge }).call(method, path.replace(':id', newId()).replace(':n', '1'));
      const asCookie = await api.anybody
        .with({ cookie: `wk=${challenge}` })
        .call(method, path.replace(':id', newId()).replace(':n', '1'));
      expect({ name, statuses: [asBearer.status, asCookie.status] }).toEqual({ name, statuses: [401, 401] });
    }
    const newPassword = 'Another-Horse-9-Battery';
    expect((await api.anybody.post('/auth/sign-in/password', { challenge, newPassword })).status).toBe(401);
    expect((await api.anybody.post(`${STEP}/enrolment`, { challenge })).status).toBe(401);
    expect((await confirm({ challenge, code: codeOf(secret) })).status).toBe(401);
    expect((await prove({ challenge, code: codeOf(secret) })).status).toBe(200);
  });

  it('TFA-04 knows the user by the challenge alone, which is used once and lasts five minutes', async () => {
    const { secret } = await enrolled(api, user);
    const other = await api.given.user(domain, { withPassword: true });
    const theirs = await enrolled(api, other);
    await steadyStep();
    const mine = await challengeOf();
    expect((await prove({ code: codeOf(secret) })).status).toBe(400);
    expect((await prove({ challenge: mine, code: codeOf(secret), username: other.username })).status).toBe(400);
    expect((await prove({ challenge: mine, code: codeOf(theirs.secret) })).status).toBe(401);
    expect((await prove({ challenge: mine, recoveryCode: theirs.recoveryCodes[0] })).status).toBe(401);
    for (const challenge of ['', 'wkc_guess', `${mine}x`, mine.toUpperCase()]) {
      const answer = await prove({ challenge, code: codeOf(secret) });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-challenge' } });
    }
    expect((await prove({ challenge: mine, code: codeOf(secret) })).status).toBe(200);
    const used = await prove({ challenge: mine, code: codeOf(secret, 1) });
    expect(used).toMatchObject({ status: 401, body: { code: 'invalid-challenge' } });
    const late = await challengeOf();
    await api.database.sql(`UPDATE sign_in_attempt SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      user.id,
    ]);
    expect(await prove({ challenge: late, code: codeOf(secret, 1) })).toMatchObject({
      status: 401,
      body: { code: 'invalid-challenge' },
    });
  });

  it('TFA-04 a challenge ends with the password or the second factor it was given for', async () => {
    const { secret } = await enrolled(api, user);
    const challenge = await challengeOf();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    expect((await boss.post(`/users/${user.id}/totp/reset`)).status).toBe(200);
    expect((await prove({ challenge, code: codeOf(secret) })).status).toBe(401);
  });

  it('TFA-09 takes the codes of one step before and after now, by the clock of the database', async () => {
    const { secret } = await enrolled(api, user);
    await steadyStep();
    for (const [steps, status] of [
      [-3, 401],
      [-2, 401],
      [-1, 200],
      [0, 200],
      [1, 200],
      [2, 401],
      [3, 401],
    ] as const) {
      await forgetUsedCodes(api, user);
      const headers = { date: new Date(Date.now() + steps * 30_000).toUTCString() };
      const answer = await api.anybody.post(
        STEP,
        { challenge: await challengeOf(), code: codeOf(secret, steps) },
        { headers },
      );
      expect({ steps, status: answer.status }).toEqual({ steps, status });
    }
  });

  it('JWT-04 takes no other kind of token for a challenge, and no challenge for another step', async () => {
    const { secret } = await enrolled(api, user);
    const session = await api.given.session(user);
    const code = codeOf(secret);
    for (const challenge of [session.token, session.csrfToken, session.id]) {
      for (const answer of [
        await prove({ challenge, code }),
        await confirm({ challenge, code }),
        await api.anybody.post(`${STEP}/enrolment`, { challenge }),
      ]) {
        expect([400, 401]).toContain(answer.status);
      }
    }
    const newcomer = await api.given.user(domain, { withPassword: true });
    await required(newcomer);
    const enrolment = await challengeOf(newcomer);
    expect((await prove({ challenge: enrolment, code })).status).toBe(401);
    expect((await api.as({ token: enrolment }).get('/me')).status).toBe(401);
    const newPassword = 'Another-Horse-9-Battery';
    expect((await api.anybody.post('/auth/sign-in/password', { challenge: enrolment, newPassword })).status).toBe(401);
    expect((await api.anybody.post('/auth/password-reset', { token: enrolment, newPassword })).status).toBe(401);
  });

  it('comes before a new password where both are asked for', async () => {
    const { secret } = await enrolled(api, user);
    await api.database.sql('UPDATE app_user SET must_change_password = true WHERE id = $1', [user.id]);
    const challenge = await challengeOf();
    const { body } = await prove({ challenge, code: codeOf(secret) });
    expect(body).toMatchObject({ status: 'password_change_required', because: 'temporary' });
    const next = 'challenge' in body ? body.challenge : '';
    const answer = await api.anybody.post('/auth/sign-in/password', {
      challenge: next,
      newPassword: 'Another-Horse-9-Battery',
    });
    expect(answer).toMatchObject({ status: 200, body: { status: 'signed_in' } });
  });
});

describe('setting up a second factor that is asked for', () => {
  beforeEach(() => required());

  it('shows a key, takes a code of it, and then there are ten recovery codes and a session', async () => {
    const { body } = await signIn();
    expect(body).toMatchObject({ status: 'second_factor_enrolment_required' });
    const challenge = 'challenge' in body ? body.challenge : '';
    const begun = await begin(challenge);
    expect(begun).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      issuer: 'Wardkeep',
      account: `${user.username}@${domain.name}`,
      otpauthUri: expect.stringContaining(begun.secret),
      qrSvg: expect.stringContaining('<svg'),
    });
    const { status, body: signedIn } = await confirm({ challenge, code: codeOf(begun.secret) });
    expect({ status, signedIn }).toMatchObject({
      status: 200,
      signedIn: { status: 'signed_in', user: { totpStatus: 'enrolled', version: 2 } },
    });
    expect(new Set(signedIn.recoveryCodes).size).toBe(10);
    const client = api.as({ token: signedIn.accessToken ?? '' });
    expect(await client.get('/me')).toMatchObject({ status: 200, body: { user: { totpStatus: 'enrolled' } } });
    expect((await client.get('/users')).status).toBe(200);
    expect(await mails()).toContainEqual({ kind: 'two-factor-enrolled' });
    const [event] = await api.database.sql(
      `SELECT actor_id, changes FROM audit_event WHERE type = 'two-factor.enrolled' AND subject_id = $1`,
      [user.id],
    );
    expect(event).toEqual({
      actor_id: user.id,
      changes: [{ field: 'totp', before: 'not_enrolled', after: 'enrolled' }],
    });
    expect((await signIn()).body).toMatchObject({ status: 'second_factor_required' });
  });

  it('shows another key when it is asked again, and then the first one is worth nothing', async () => {
    const challenge = await challengeOf();
    const [first, second] = [await begin(challenge), await begin(challenge)];
    expect(first.secret).not.toBe(second.secret);
    expect((await confirm({ challenge, code: codeOf(first.secret) })).status).toBe(401);
    expect((await confirm({ challenge, code: codeOf(second.secret) })).status).toBe(200);
  });

  it('counts wrong codes, and shows no key of a locked account', async () => {
    const challenge = await challengeOf();
    const { secret } = await begin(challenge);
    for (let count = 0; count < 5; count += 1) {
      const answer = await confirm({ challenge, code: wrongCodeOf(secret) });
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
    }
    expect((await confirm({ challenge, code: codeOf(secret) })).status).toBe(401);
    expect(await api.anybody.post(`${STEP}/enrolment`, { challenge })).toMatchObject({
      status: 401,
      body: { code: 'invalid-credentials' },
    });
    await unlock();
    expect((await confirm({ challenge, code: codeOf(secret) })).status).toBe(200);
  });

  it('TFA-05 is skipped by nobody: by no other route, no new sign-in and no code of a key never confirmed', async () => {
    const challenge = await challengeOf();
    const { secret } = await begin(challenge);
    for (const path of ['/me', '/users', '/me/totp', '/me/permissions']) {
      expect((await api.as({ token: challenge }).get(path)).status).toBe(401);
    }
    expect((await prove({ challenge, code: codeOf(secret) })).status).toBe(401);
    expect((await confirm({ challenge, code: wrongCodeOf(secret) })).status).toBe(401);
    expect((await signIn()).body).toMatchObject({ status: 'second_factor_enrolment_required' });
    expect(await api.database.sql('SELECT id FROM session WHERE user_id = $1', [user.id])).toEqual([]);
    expect((await confirm({ challenge, code: codeOf(secret) })).status).toBe(200);
  });

  it('TFA-05 is over in one place when it was done in another: the password alone sets up no other app', async () => {
    const [here, there] = [await challengeOf(), await challengeOf()];
    const { secret } = await begin(here);
    expect((await confirm({ challenge: here, code: codeOf(secret) })).status).toBe(200);
    expect(await api.anybody.post(`${STEP}/enrolment`, { challenge: there })).toMatchObject({
      status: 401,
      body: { code: 'invalid-challenge' },
    });
    expect((await confirm({ challenge: there, code: codeOf(secret, 1) })).status).toBe(401);
    expect((await confirm({ challenge: here, code: codeOf(secret, 1) })).status).toBe(401);
  });

  it('needs a key that is not older than ten minutes', async () => {
    const challenge = await challengeOf();
    const { secret } = await begin(challenge);
    await api.database.sql(`UPDATE totp_enrolment SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      user.id,
    ]);
    expect((await confirm({ challenge, code: codeOf(secret) })).status).toBe(401);
  });

  it.each(rounds)('of twenty confirmations at once one succeeds (round %i)', async () => {
    const challenge = await challengeOf();
    const { secret } = await begin(challenge);
    const answers = await together(20, () => confirm({ challenge, code: codeOf(secret) }));
    expect([statuses(answers, 200), statuses(answers, 401)]).toEqual([1, 19]);
    const codes = await api.database.sql('SELECT hash FROM recovery_code WHERE user_id = $1', [user.id]);
    expect(codes).toHaveLength(10);
  });
});
