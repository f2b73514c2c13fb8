import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from 'bcrypt';
import type { CreatedUser, NextStep, ProblemBody, RenewedSession, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { PASSWORD, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { aNewcomer, challengeOf, choose, GOOD_PASSWORDS, refusalOf, signInAs } from '../../testing/passwords.js';
import { inDomain } from '../platform/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { PasswordsService } from '../users/passwords.service.js';

const [P0, P1, P2, P3, P4, P5, P6] = GOOD_PASSWORDS;

let api: TestApi;
let domain: GivenDomain;
let nist: GivenDomain;
let boss: Client;
let nistBoss: Client;
beforeAll(async () => {
  api = await startApi();
  [domain, nist] = [await api.given.domain(), await api.given.domain()];
  await choose(api, nist, { 'passwords.mode': 'nist' });
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  nistBoss = api.as(await api.given.signedIn(nist, 'domain-administrator'));
});
afterAll(() => api.close());

const signIn = (user: GivenUser, password: string) => signInAs(api, user, password);
const update = (user: GivenUser, set: string) =>
  api.database.sql(`UPDATE app_user SET ${set} WHERE id = $1`, [user.id]);

describe('changing the own password', () => {
  it.each([
    ['missing', {}, 400],
    ['null', { currentPassword: null }, 400],
    ['a list', { currentPassword: [] }, 400],
    ['empty', { currentPassword: '' }, 401],
    ['wrong', { currentPassword: 'Wrong-Horse-9-Battery' }, 401],
  ])('PWD-02 needs the present one, not one that is %s', async (_, body, status) => {
    const { user, ...session } = await api.given.signedIn(domain, 'operator', { withPassword: true });
    const own = api.as(session);
    expect((await own.post('/me/password', { ...body, newPassword: P0 })).status).toBe(status);
    expect((await own.call('PATCH', '/me', { version: 1, body: { password: P0 } })).status).toBe(400);
    expect((await signIn(user, PASSWORD)).status).toBe(200);
  });

  it('PWD-02 counts wrong ones as the sign-in does', async () => {
    const { user, ...session } = await api.given.signedIn(domain, 'operator', { withPassword: true });
    const guess = { currentPassword: 'Wrong-Horse-9-Battery', newPassword: P0 };
    await api.as(session).post('/me/password', guess);
    const [row] = await api.database.sql<{ failures: number }>(
      'SELECT failed_sign_ins AS failures FROM app_user WHERE id = $1',
      [user.id],
    );
    expect(row?.failures).toBe(1);
  });

  it.each(['ldap', 'saml', 'oidc'] as const)('PWD-02 makes no password for somebody of %s', async (loginMethod) => {
    const { user, ...session } = await api.given.signedIn(domain, 'operator', { loginMethod });
    const change = { currentPassword: PASSWORD, newPassword: P0 };
    expect((await api.as(session).post('/me/password', change)).body).toMatchObject({ code: 'managed-elsewhere' });
    const put = await boss.call('PUT', `/users/${user.id}/password`, { body: { newPassword: P0 } });
    expect(put.body).toMatchObject({ code: 'managed-elsewhere' });
    const [row] = await api.database.sql('SELECT password_hash FROM app_user WHERE id = $1', [user.id]);
    expect(row).toEqual({ password_hash: null });
  });

  it('of two changes at once one is made', async () => {
    const { user, ...session } = await api.given.signedIn(domain, 'operator', { withPassword: true });
    const own = api.as(session);
    const change = (newPassword: string) => own.post('/me/password', { currentPassword: PASSWORD, newPassword });
    const statuses = (await Promise.all([change(P0), change(P1)])).map(({ status }) => status);
    expect([...statuses].sort()).toEqual([200, 401]);
    expect((await signIn(user, statuses[0] === 200 ? P0 : P1)).status).toBe(200);
    const former = await api.database.sql('SELECT FROM password_history WHERE user_id = $1', [user.id]);
    expect(former).toHaveLength(1);
  });
});

describe('earlier passwords', () => {
  const changer = async (of: GivenDomain) => {
    const { user, ...session } = await api.given.signedIn(of, 'operator', { withPassword: true });
    let own = api.as(session);
    const change = async (currentPassword: string, newPassword: string) => {
      const answer = await own.post<RenewedSession>('/me/password', { currentPassword, newPassword });
      if (answer.status === 200) own = api.as({ token: answer.body.accessToken ?? '' });
      return refusalOf(answer).flaws;
    };
    return { user, change };
  };

  it('PWD-03 the last five and the present one are refused by the user and an administrator, the sixth is not', async () => {
    const { user, change } = await changer(domain);
    const all = [PASSWORD, P0, P1, P2, P3, P4] as const;
    for (const [at, next] of all.slice(1).entries()) expect(await change(all[at] ?? '', next)).toEqual([]);
    for (const former of all.slice(0, -1)) expect(await change(P4, former)).toEqual(['used-before']);
    expect(await change(P4, P4)).toEqual(['same-as-current']);
    const put = (newPassword: string) => boss.call('PUT', `/users/${user.id}/password`, { body: { newPassword } });
    expect(refusalOf(await put(P1)).flaws).toEqual(['used-before']);
    expect(refusalOf(await put(P4)).flaws).toEqual(['same-as-current']);
    expect(await change(P4, P5)).toEqual([]);
    expect(await change(P5, PASSWORD)).toEqual([]);
    const kept = await api.database.sql<{ sealed: string }>('SELECT sealed FROM password_history WHERE user_id = $1', [
      user.id,
    ]);
    expect(kept).toHaveLength(5);
    expect(kept.every(({ sealed }) => /^v1\.[^$]+$/.test(sealed))).toBe(true);
  }, 60_000);

  it.each([
    ['Argon2id with less memory', () => argon2(P6, { memoryCost: 8_192, timeCost: 1, parallelism: 1 })],
    ['bcrypt', () => bcrypt(P6, 5)],
  ])('PWD-03 are found also when stored as %s', async (_, hashed) => {
    const { user, change } = await changer(domain);
    const hash = await hashed();
    await api.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      const sealed = await api.get(PasswordsService).seal(tx, domain.id, user.id, hash);
      await tx.sql('UPDATE app_user SET password_hash = $2 WHERE id = $1', [user.id, sealed]);
      return { result: undefined, unchanged: true };
    });
    expect(await change(P6, P0)).toEqual([]);
    expect(await change(P0, P6)).toEqual(['used-before']);
  });

  it('are no matter in NIST mode, until the account is compromised', async () => {
    const { user, change } = await changer(nist);
    expect(await change(PASSWORD, P0)).toEqual([]);
    expect(await change(P0, PASSWORD)).toEqual([]);
    await update(user, 'password_compromised = true');
    const asked = await signIn(user, PASSWORD);
    expect(asked.body).toMatchObject({ status: 'password_change_required', because: 'compromised' });
    const challenge = challengeOf(asked);
    const answer = (newPassword: string) => api.anybody.post('/auth/sign-in/password', { challenge, newPassword });
    expect(refusalOf(await answer(P0)).flaws).toEqual(['used-before']);
    expect(await answer(P1)).toMatchObject({ status: 200, body: { status: 'signed_in' } });
    expect((await signIn(user, P1)).body).toMatchObject({ status: 'signed_in' });
  });
});

describe('a password that is too old', () => {
  it('PWD-04 opens the way to a new one and nothing else', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    await update(user, `password_changed_at = now() - interval '91 days'`);
    const asked = await signIn(user, PASSWORD);
    expect(asked.body).toMatchObject({ status: 'password_change_required', because: 'expired' });
    const challenge = challengeOf(asked);
    for (const path of ['/me', '/users', '/me/sessions', '/roles']) {
      expect((await api.as({ token: challenge }).get(path)).status).toBe(401);
    }
    const changed = await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: P0 });
    expect(changed).toMatchObject({ status: 200, body: { status: 'signed_in' } });
  });

  it('is fine for 400 days in NIST mode', async () => {
    const user = await api.given.user(nist, { withPassword: true });
    await update(
      user,
      `password_changed_at = now() - interval '400 days', password_mode = 'nist', password_min_length = 15`,
    );
    expect((await signIn(user, PASSWORD)).body).toMatchObject({ status: 'signed_in' });
  });
});

describe('NIST mode', () => {
  const make = (password: string, more: object = {}) =>
    nistBoss.post<CreatedUser>('/users', { ...aNewcomer(nist), ...more, password });

  it('takes 15 lower-case letters, and 14 only with an enforced second factor', async () => {
    expect((await make('yellowtigersofa')).status).toBe(201);
    expect(refusalOf(await make('yellowtigersof')).flaws).toEqual(['too-short']);
    expect((await make('kxqzvbwm', { twoFactorRequired: true })).status).toBe(201);
    expect(refusalOf(await make('kxqzvbw', { twoFactorRequired: true })).flaws).toEqual(['too-short']);
  });

  it('tells whoever has to choose one how short it may be for them', async () => {
    const told = async (user: GivenUser) => {
      await update(user, 'must_change_password = true');
      const { body } = await signIn(user, PASSWORD);
      return (body as NextStep).passwordPolicy?.minLength;
    };
    const alone = await api.given.user(nist, { withPassword: true });
    const beside = await api.given.user(nist, { withPassword: true });
    await update(beside, 'two_factor_required = true');
    expect([await told(alone), await told(beside)]).toEqual([15, 8]);
  });

  it('asks for a longer one once the second factor is no longer enforced', async () => {
    const { body } = await make('kxqzvbwm', { twoFactorRequired: true });
    const user = { ...(await api.given.user(nist)), id: body.id, username: body.username };
    const eased = await nistBoss.patch<User>(`/users/${body.id}`, body.version, { twoFactorRequired: false });
    expect(eased.status).toBe(200);
    const asked = await signIn(user, 'kxqzvbwm');
    expect(asked.body).toMatchObject({ status: 'password_change_required', because: 'policy' });
    const challenge = challengeOf(asked);
    const answer = (newPassword: string) => api.anybody.post('/auth/sign-in/password', { challenge, newPassword });
    expect(refusalOf(await answer('yellowtigersof')).flaws).toEqual(['too-short']);
    expect((await answer('yellowtigersofa')).status).toBe(200);
    expect((await signIn(user, 'yellowtigersofa')).body).toMatchObject({ status: 'signed_in' });
  });

  it('hands out no temporary password, unless it is switched on again', async () => {
    const refused = await nistBoss.post<ProblemBody>('/users', { ...aNewcomer(nist), initialPassword: 'temporary' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'temporary-passwords-off' } });
    expect(refused.body.errors?.[0]?.pointer).toBe('/initialPassword');
  });
});

describe('a temporary password', () => {
  it('satisfies the policy, works once and makes the next one a free choice', async () => {
    const strict = await api.given.domain();
    await choose(api, strict, { 'passwords.mode': 'custom', 'passwords.minLength': 40 });
    const administrator = api.as(await api.given.signedIn(strict, 'domain-administrator'));
    const { body } = await administrator.post<CreatedUser>('/users', {
      ...aNewcomer(strict),
      initialPassword: 'temporary',
    });
    const temporary = body.temporaryPassword ?? '';
    expect(temporary).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*[-_.+]).{40}$/);
    const user = { ...(await api.given.user(strict)), id: body.id, username: body.username };
    const asked = await signIn(user, temporary);
    expect(asked.body).toMatchObject({ status: 'password_change_required', because: 'temporary' });
    const challenge = challengeOf(asked);
    const newPassword = `${P0} ${P1} ${P2}`;
    expect((await api.anybody.post('/auth/sign-in/password', { challenge, newPassword })).status).toBe(200);
    expect((await signIn(user, temporary)).status).toBe(401);
    const [row] = await api.database.sql(
      `SELECT password_mode AS mode, password_min_length AS least, must_change_password AS must FROM app_user WHERE id = $1`,
      [user.id],
    );
    expect(row).toEqual({ mode: 'custom', least: 40, must: false });
  });
});
