import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NextStep, ProblemBody, SignedIn, SignInResult } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { codeOf, enrol, forgetUsedCodes, steadyStep } from '../../../testing/authenticator.js';
import { givenDirectory, disableDirectory, type GivenDirectory } from '../../../testing/given-directory.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { person } from '../../../testing/slapd-entries.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';

const WRONG = 'wrong-password';
/** Failures of all these tests come from one address, which is not what they are about. */
const settings = {
  api: { allowConcurrentUserLogin: true },
  lockout: { addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 },
};

let api: TestApi;
let slapd: Slapd;
let domain: GivenDomain;
let directory: GivenDirectory;
let uid: string;

const withSlapd = hasSlapd ? describe : describe.skip;

const signIn = (password = `password-of-${uid}`, headers: Record<string, string> = {}, delivery = 'bearer') =>
  api.anybody.post<SignInResult & ProblemBody>(
    '/auth/sign-in',
    { domain: domain.name, username: uid, password, delivery },
    { headers },
  );
const fail = async (times: number, headers = {}) => {
  for (let count = 0; count < times; count += 1) expect((await signIn(WRONG, headers)).status).toBe(401);
};
const signedIn = async () => (await signIn()).body as unknown as SignedIn;
const stored = async () => {
  const [row] = await api.database.sql<{ id: string; failures: number; locked: boolean }>(
    `SELECT id, failed_sign_ins AS failures, locked_until IS NOT NULL AS locked FROM app_user
      WHERE domain_id = $1 AND username = $2`,
    [domain.id, uid],
  );
  return row;
};
const reasons = async () => {
  const rows = await api.database.sql<{ detail: string }>(
    `SELECT detail FROM audit_event WHERE type = 'sign-in.refused' AND subject_name = $1 ORDER BY sequence`,
    [uid],
  );
  return rows.map(({ detail }) => detail);
};
/** How often the directory was asked for the password of this entry, since the mark. */
const bindsSince = (mark: number) => slapd.log.slice(mark).split(`BIND dn="uid=${uid},ou=people`).length - 1;
/** Every bind that succeeds is logged twice. */
const guessesSince = (mark: number) =>
  slapd.log
    .slice(mark)
    .split('\n')
    .filter((line) => line.includes(`BIND dn="uid=${uid},`) && line.includes('method=128')).length;
const deviceCookie = (answer: { headers: Headers }) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => cookie.startsWith('wk-device=')) ?? '';

withSlapd(`guesses at a directory's passwords${WITHOUT_SLAPD}`, () => {
  beforeAll(async () => {
    [api, slapd] = await Promise.all([startApi({ settings }), Slapd.start()]);
    domain = await api.given.domain();
    directory = await givenDirectory(api, domain, slapd.url);
  });
  beforeEach(async () => {
    uid = aName('ann');
    await slapd.add(person(uid));
  });
  afterAll(async () => {
    await api.close();
    await slapd.close();
  });

  it('LCK-01 refuses the right password after five wrong ones, and asks the directory no more', async () => {
    await signIn();
    await fail(5);
    expect(await stored()).toMatchObject({ failures: 5, locked: true });
    const mark = slapd.log.length;
    expect((await signIn()).status).toBe(401);
    expect(bindsSince(mark)).toBe(0);
    expect(await reasons()).toEqual([...Array<string>(5).fill('wrong-password'), 'locked']);
  });

  it('LCK-01 starts again after a success', async () => {
    await signIn();
    await fail(4);
    expect((await signIn()).status).toBe(200);
    await fail(4);
    expect((await signIn()).status).toBe(200);
    expect(await stored()).toMatchObject({ failures: 0 });
  });

  it('LCK-01 counts also for an entry that is no user yet, by whichever name it is typed', async () => {
    await fail(3);
    const mail = `${uid}@example.org`;
    for (const username of [mail, uid.toUpperCase()]) {
      const body = { domain: domain.name, username, password: WRONG };
      expect((await api.anybody.post('/auth/sign-in', body)).status).toBe(401);
    }
    const mark = slapd.log.length;
    expect((await signIn()).status).toBe(401);
    expect(bindsSince(mark)).toBe(0);
    expect(await stored()).toBeUndefined();
    expect((await reasons()).at(-1)).toBe('locked');
    await api.database.sql(`UPDATE outside_guess SET locked_until = now() WHERE locked_until IS NOT NULL`);
    expect((await signIn()).status).toBe(200);
  });

  it.each([
    { name: 'a user', known: true },
    { name: 'somebody who is no user yet', known: false },
  ])('LCK-02 asks the directory five times at most of 60 guesses at once at $name', async ({ known }) => {
    if (known) await signIn();
    const mark = slapd.log.length;
    const passwords = Array.from({ length: 60 }, (_, index) => (index === 40 ? `password-of-${uid}` : WRONG));
    const answers = await Promise.all(passwords.map((password) => signIn(password)));
    const isIn = answers.some(({ status }) => status === 200);
    const wrong = (await reasons()).filter((reason) => reason === 'wrong-password').length;
    expect(guessesSince(mark)).toBe(wrong + (isIn ? 1 : 0));
    expect(wrong).toBeLessThanOrEqual(isIn ? 9 : 5);
    if (known && !isIn) expect(await stored()).toMatchObject({ failures: Math.min(5, wrong), locked: wrong >= 5 });
    for (const { status } of answers) expect([200, 401, 503]).toContain(status);
  });

  it('LCK-02 asks no oftener when two instances are asked at once', async () => {
    const second = api.database.url === null ? api : await startApi({ settings, beside: api });
    try {
      await signIn();
      const mark = slapd.log.length;
      const body = { domain: domain.name, username: uid, password: WRONG };
      const calls = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? api : second));
      await Promise.all(calls.map(({ anybody }) => anybody.post('/auth/sign-in', body)));
      const guesses = guessesSince(mark);
      expect(guesses).toBeLessThanOrEqual(5);
      expect(await stored()).toMatchObject({ failures: guesses, locked: guesses === 5 });
    } finally {
      if (second !== api) await second.close();
    }
  });

  it('LCK-05 lets a known device in while strangers lock the account', async () => {
    const device = deviceCookie(await signIn(undefined, {}, 'cookie'));
    expect(device).not.toBe('');
    await fail(5);
    expect((await signIn()).status).toBe(401);
    expect((await signIn(undefined, { cookie: device })).status).toBe(200);
    await fail(5, { cookie: device });
    expect((await signIn(undefined, { cookie: device })).status).toBe(401);
  });

  it('counts nothing where no password was compared', async () => {
    await signIn();
    await slapd.modify(person(uid).dn, { userAccountControl: '514' });
    await slapd.remove(person(uid).dn);
    for (let count = 0; count < 6; count += 1) expect((await signIn()).status).toBe(401);
    expect(await stored()).toMatchObject({ failures: 0, locked: false });
  });

  it('asks again about an entry at whose guess a process ended', async () => {
    await signIn();
    await api.database.sql(`UPDATE outside_guess SET asking_until = now() + interval '300 milliseconds'`);
    expect((await signIn()).status).toBe(200);
  });

  describe('second factors', () => {
    beforeEach(() => steadyStep());

    it('are asked of who comes from a directory as of everybody', async () => {
      const { accessToken = '', user } = await signedIn();
      const { secret } = await enrol(api.as({ token: accessToken }));
      await forgetUsedCodes(api, user);
      const { status, challenge } = (await signIn()).body as unknown as NextStep;
      expect(status).toBe('second_factor_required');
      const code = codeOf(secret);
      const done = await api.anybody.post<SignedIn>('/auth/sign-in/second-factor', { challenge, code });
      expect(done.body).toMatchObject({ status: 'signed_in', session: { method: 'ldap' } });
    });

    it('are set up at the first sign-in where they are required', async () => {
      const { user } = await signedIn();
      await api.database.sql('UPDATE app_user SET two_factor_required = true WHERE id = $1', [user.id]);
      const { status, challenge } = (await signIn()).body as unknown as NextStep;
      expect(status).toBe('second_factor_enrolment_required');
      const path = '/auth/sign-in/second-factor/enrolment';
      const { secret } = (await api.anybody.post<{ secret: string }>(path, { challenge })).body;
      const done = await api.anybody.post<SignedIn>(`${path}/confirm`, { challenge, code: codeOf(secret) });
      expect(done.body).toMatchObject({ status: 'signed_in', user: { username: uid } });
      expect(done.body.recoveryCodes).toHaveLength(10);
    });

    it('count wrong codes with wrong passwords, and never ask for a new password', async () => {
      const { accessToken = '', user } = await signedIn();
      const { secret } = await enrol(api.as({ token: accessToken }));
      await forgetUsedCodes(api, user);
      await fail(3);
      const { challenge } = (await signIn()).body as unknown as NextStep;
      for (const code of ['000000', '000000']) {
        await api.anybody.post('/auth/sign-in/second-factor', { challenge, code });
      }
      expect(await stored()).toMatchObject({ failures: 5, locked: true });
      expect(codeOf(secret)).toHaveLength(6);
    });

    it('are switched off with the password of the directory, and its guesses count', async () => {
      const { accessToken = '' } = await signedIn();
      const me = api.as({ token: accessToken });
      await enrol(me);
      const remove = (password: string) => me.delete<ProblemBody>('/me/totp', { body: { password } });
      expect(await remove(WRONG)).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
      expect(await stored()).toMatchObject({ failures: 1 });
      expect((await me.post('/me/recovery-codes', { password: `password-of-${uid}` })).status).toBe(200);
      expect((await remove(`password-of-${uid}`)).status).toBe(204);
    });

    it('LCK-01 ask the directory no more than five times for a password either', async () => {
      const { accessToken = '' } = await signedIn();
      const me = api.as({ token: accessToken });
      await enrol(me);
      const mark = slapd.log.length;
      const guesses = Array.from({ length: 12 }, () => me.delete('/me/totp', { body: { password: WRONG } }));
      for (const { status } of await Promise.all(guesses)) expect([401, 503]).toContain(status);
      expect(guessesSince(mark)).toBeLessThanOrEqual(5);
      const right = await me.delete('/me/totp', { body: { password: `password-of-${uid}` } });
      expect(right.status).toBe((await stored())?.locked ? 401 : 204);
    });

    it('stay while the provider is switched off, and nothing is counted', async () => {
      const mine = await api.given.domain();
      const other = await givenDirectory(api, mine, slapd.url);
      const body = { domain: mine.name, username: uid, password: `password-of-${uid}`, delivery: 'bearer' };
      const { accessToken = '' } = (await api.anybody.post<SignedIn>('/auth/sign-in', body)).body;
      const me = api.as({ token: accessToken });
      await enrol(me);
      await disableDirectory(api, other);
      expect((await me.delete('/me/totp', { body: { password: `password-of-${uid}` } })).status).toBe(401);
      expect((await api.anybody.post('/auth/sign-in', body)).status).toBe(401);
      const [row] = await api.database.sql(
        'SELECT failed_sign_ins FROM app_user WHERE domain_id = $1 AND username = $2',
        [mine.id, uid],
      );
      expect(row).toEqual({ failed_sign_ins: 0 });
      expect(directory.id).not.toBe(other.id);
    });

    it('let nobody in whose provider was switched off after the password, and count nothing', async () => {
      const mine = await api.given.domain();
      const other = await givenDirectory(api, mine, slapd.url);
      const body = { domain: mine.name, username: uid, password: `password-of-${uid}`, delivery: 'bearer' };
      const { accessToken = '', user } = (await api.anybody.post<SignedIn>('/auth/sign-in', body)).body;
      const { secret } = await enrol(api.as({ token: accessToken }));
      await forgetUsedCodes(api, user);
      const { challenge } = (await api.anybody.post<NextStep>('/auth/sign-in', body)).body;
      await disableDirectory(api, other);
      const code = codeOf(secret);
      expect((await api.anybody.post('/auth/sign-in/second-factor', { challenge, code })).status).toBe(401);
      const rows = await api.database.sql(
        `SELECT failed_sign_ins, (SELECT detail FROM audit_event WHERE subject_id = u.id ORDER BY sequence DESC LIMIT 1) AS last
           FROM app_user u WHERE id = $1`,
        [user.id],
      );
      expect(rows).toEqual([{ failed_sign_ins: 0, last: 'provider-disabled' }]);
    });
  });
});
