import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  BuiltInRole,
  CreatedUser,
  DryRun,
  EndedAccess,
  ProblemBody,
  SignInResult,
  TemporaryPassword,
  UserDetail,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser, type UserWishes } from '../../testing/given.js';
import { openMailSink, tokenIn, type MailSink } from '../../testing/mail-sink.js';
import { aNewcomer, challengeOf, choose, GOOD_PASSWORDS, refusalOf, signInAs } from '../../testing/passwords.js';
import { newId } from '../platform/ids.js';

const [NEW, OTHER] = GOOD_PASSWORDS;

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url } } });
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

const someone = (wishes: UserWishes = {}) =>
  api.given.user(domain, { withPassword: true, email: `${aName('a')}@example.org`, ...wishes });
const signIn = (user: GivenUser, password: string) => signInAs(api, user, password);
const change = (user: GivenUser, set: string) =>
  api.database.sql(`UPDATE app_user SET ${set} WHERE id = $1`, [user.id]);
const eventsOf = (user: GivenUser, type: string) =>
  api.database.sql<{ outcome: string; changes: unknown[]; actor: string | null }>(
    'SELECT outcome, changes, actor_username AS actor FROM audit_event WHERE subject_id = $1 AND type = $2',
    [user.id, type],
  );
const rowOf = async (user: GivenUser) => {
  const [row] = await api.database.sql<Record<string, unknown>>('SELECT * FROM app_user WHERE id = $1', [user.id]);
  return row ?? {};
};
/** A browser that the user signed in with before. */
const addDevice = (user: GivenUser, failures = 0) =>
  api.database.sql(
    `INSERT INTO known_device (id, domain_id, user_id, failed_sign_ins, failing_since)
     VALUES ($1, $2, $3, $4::int, CASE WHEN $4::int > 0 THEN now() END)`,
    [newId(), domain.id, user.id, failures],
  );
const devicesOf = (user: GivenUser) =>
  api.database.sql<{ failures: number }>('SELECT failed_sign_ins AS failures FROM known_device WHERE user_id = $1', [
    user.id,
  ]);

describe('unlocking', () => {
  it('LCK-01 lifts the lock and forgets the failures, of known devices too', async () => {
    const user = await someone();
    await change(user, `locked_until = now() + interval '30 minutes', failed_sign_ins = 5, failing_since = now()`);
    await addDevice(user, 3);
    expect((await boss.get<UserDetail>(`/users/${user.id}`)).body.actions).toContain('unlock');
    const { status, body } = await boss.post<UserDetail>(`/users/${user.id}/unlock`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ lockedUntil: null, status: 'active', version: 1 });
    expect(body.actions).not.toContain('unlock');
    expect(await rowOf(user)).toMatchObject({ failed_sign_ins: 0, failing_since: null });
    expect(await devicesOf(user)).toEqual([{ failures: 0 }]);
    expect(await eventsOf(user, 'user.unlocked')).toMatchObject([{ outcome: 'success', changes: [{ after: null }] }]);
    expect((await signIn(user, PASSWORD)).status).toBe(200);
  });

  it('changes nothing where there is nothing', async () => {
    const user = await someone();
    expect((await boss.post(`/users/${user.id}/unlock`)).status).toBe(200);
    expect(await eventsOf(user, 'user.unlocked')).toEqual([]);
  });

  it('is nothing that one does for oneself', async () => {
    const { user, ...session } = await api.given.signedIn(domain, 'operator');
    await change(user, `locked_until = now() + interval '30 minutes'`);
    const answer = await api.as(session).post(`/users/${user.id}/unlock`);
    expect(refusalOf(answer)).toMatchObject({ status: 403, code: 'self' });
    expect(await eventsOf(user, 'access.refused')).toMatchObject([{ outcome: 'refused' }]);
  });
});

describe('setting a password', () => {
  const set = (user: GivenUser, newPassword: string, query = '') =>
    boss.call<EndedAccess & DryRun & ProblemBody>('PUT', `/users/${user.id}/password${query}`, {
      body: { newPassword },
    });

  it('SES-03 replaces the old one, ends every session and tells the user without telling the password', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    const before = await rowOf(user);
    await addDevice(user);
    expect(await set(user, NEW)).toMatchObject({ status: 200, body: { endedSessions: 1, endedTokens: 0 } });
    expect(await api.as(session).get('/me')).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect((await signIn(user, PASSWORD)).status).toBe(401);
    expect(await signIn(user, NEW)).toMatchObject({ status: 200, body: { status: 'signed_in' } });
    expect(await rowOf(user)).toMatchObject({ version: Number(before['version']) + 1, must_change_password: false });
    expect(await devicesOf(user)).toEqual([]);
    expect(await eventsOf(user, 'password.set')).toMatchObject([{ outcome: 'success' }]);
    const [mail] = await sink.to(user.email ?? '');
    expect(mail?.headers).toContain('An administrator set your password');
    expect(mail?.text).not.toContain(NEW);
  });

  it('SES-03 ends a sign-in that waits for something', async () => {
    const user = await someone({ mustChangePassword: true });
    const challenge = challengeOf(await signIn(user, PASSWORD));
    await set(user, NEW);
    const late = await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: OTHER });
    expect(refusalOf(late)).toMatchObject({ status: 401, code: 'invalid-challenge' });
  });

  it('asks the policy, and the history', async () => {
    const user = await someone();
    expect(refusalOf(await set(user, 'short'))).toMatchObject({ status: 422, pointers: ['/newPassword'] });
    expect(refusalOf(await set(user, PASSWORD))).toMatchObject({ status: 422, code: 'password-refused' });
    expect(await eventsOf(user, 'password.set')).toEqual([]);
  });

  it('tells in a dry run what would end, and nothing about the present password', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    const [wrong, right] = [await set(user, NEW, '?dryRun=true'), await set(user, PASSWORD, '?dryRun=true')];
    expect(wrong).toMatchObject({ status: 200, body: { dryRun: true, endsSessions: 1 } });
    expect(right.text).toBe(wrong.text);
    expect((await api.as(session).get('/me')).status).toBe(200);
    expect((await signIn(user, PASSWORD)).status).toBe(200);
  });

  it('ends the invitation of who had none', async () => {
    const email = `${aName('i')}@example.org`;
    const created = await boss.post<CreatedUser>('/users', {
      ...aNewcomer(domain),
      email,
      initialPassword: 'invitation',
    });
    const [invitation] = await sink.to(email);
    const set = await boss.call('PUT', `/users/${created.body.id}/password`, { body: { newPassword: NEW } });
    expect(set.status).toBe(200);
    const use = { token: invitation ? tokenIn(invitation) : '', newPassword: OTHER };
    expect((await api.anybody.post('/auth/password-reset', use)).status).toBe(401);
    expect((await boss.get<UserDetail>(`/users/${created.body.id}`)).body.status).toBe('active');
  });
});

describe('a temporary password', () => {
  const reset = (user: GivenUser, client = boss, headers: Record<string, string> = {}) =>
    client.post<TemporaryPassword & ProblemBody>(
      `/users/${user.id}/password-reset`,
      { method: 'temporary' },
      { headers },
    );

  it('RST-07 is shown once, works for a day, and opens nothing but its own change', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    const { status, body } = await reset(user);
    const { temporaryPassword: temporary, expiresAt } = body;
    expect(status).toBe(200);
    expect(temporary.length).toBeGreaterThanOrEqual(20);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
    expect((await api.as(session).get('/me')).status).toBe(401);
    expect((await signIn(user, PASSWORD)).status).toBe(401);

    const [mail] = await sink.to(user.email ?? '');
    const rows = await api.database.sql(
      `SELECT to_jsonb(u) AS row FROM app_user u WHERE id = $1
       UNION ALL SELECT to_jsonb(e) FROM audit_event e UNION ALL SELECT to_jsonb(v) FROM user_version v
       UNION ALL SELECT to_jsonb(o) FROM outbox_message o UNION ALL SELECT to_jsonb(k) FROM idempotency_key k`,
      [user.id],
    );
    expect(JSON.stringify([rows, mail, api.log])).not.toContain(temporary);

    const first = await signIn(user, temporary);
    expect(first.body).toMatchObject({ status: 'password_change_required', because: 'temporary' });
    const challenge = challengeOf(first);
    expect((await api.anybody.with({ authorization: `Bearer ${challenge}` }).get('/me')).status).toBe(401);
    const again = await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: temporary });
    expect(again.status).toBe(422);
    const done = await api.anybody.post<SignInResult>('/auth/sign-in/password', { challenge, newPassword: NEW });
    expect(done.body).toMatchObject({ status: 'signed_in' });
    expect((await signIn(user, temporary)).status).toBe(401);
  });

  it('RST-07 is no password any more after its day', async () => {
    const user = await someone();
    const { body } = await reset(user);
    await change(user, 'password_expires_at = now()');
    expect((await signIn(user, body.temporaryPassword)).status).toBe(401);
  });

  it('RST-07 used twice is used once', async () => {
    const user = await someone();
    const { temporaryPassword } = (await reset(user)).body;
    const [one, two] = [await signIn(user, temporaryPassword), await signIn(user, temporaryPassword)];
    const finish = (answer: typeof one, newPassword: string) =>
      api.anybody.post('/auth/sign-in/password', { challenge: challengeOf(answer), newPassword });
    expect((await finish(one, NEW)).status).toBe(200);
    expect((await finish(two, OTHER)).status).toBe(401);
  });

  it('is told again for the same key, and made anew for another', async () => {
    const user = await someone();
    const key = { 'idempotency-key': aName('key') };
    const [first, second] = [await reset(user, boss, key), await reset(user, boss, key)];
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect((await signIn(user, first.body.temporaryPassword)).status).toBe(200);
    expect((await reset(user)).body.temporaryPassword).not.toBe(first.body.temporaryPassword);
    expect(await eventsOf(user, 'password.temporary')).toHaveLength(2);
  });

  it('tries dry what it would end', async () => {
    const user = await someone();
    await api.given.session(user);
    const dry = await boss.post(`/users/${user.id}/password-reset?dryRun=true`, { method: 'temporary' });
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true, endsSessions: 1 } });
    expect(dry.text).not.toContain('temporaryPassword');
    expect((await signIn(user, PASSWORD)).status).toBe(200);
  });

  it('is not made where they are switched off', async () => {
    const nist = await api.given.domain();
    await choose(api, nist, { 'passwords.mode': 'nist' });
    const user = await api.given.user(nist);
    const client = api.as(await api.given.signedIn(nist, 'domain-administrator'));
    expect(refusalOf(await reset(user, client))).toMatchObject({ status: 422, code: 'temporary-passwords-off' });
  });
});

describe('requiring a change', () => {
  const require = (user: GivenUser, body: object) =>
    boss.post<UserDetail>(`/users/${user.id}/require-password-change`, body);

  it('asks at the next sign-in, with the password that works until then', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    const { status, body } = await require(user, {});
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { mustChangePassword: true, passwordExpiresAt: null },
    });
    expect((await api.as(session).get('/me')).status).toBe(200);
    expect((await signIn(user, PASSWORD)).body).toMatchObject({ status: 'password_change_required' });
    expect(await eventsOf(user, 'password.change-required')).toHaveLength(1);
    expect((await require(user, {})).body.version).toBe(body.version);
    expect(await eventsOf(user, 'password.change-required')).toHaveLength(1);
  });

  it('ends the sessions of a password that somebody else may know', async () => {
    const user = await someone();
    const session = await api.given.session(user);
    await require(user, {});
    expect((await require(user, { compromised: true })).status).toBe(200);
    expect((await api.as(session).get('/me')).status).toBe(401);
    const [ended] = await api.database.sql('SELECT ended_because FROM session WHERE id = $1', [session.id]);
    expect(ended).toEqual({ ended_because: 'password-compromised' });
    const step = await signIn(user, PASSWORD);
    expect(step.body).toMatchObject({ status: 'password_change_required', because: 'compromised' });
    const done = { challenge: challengeOf(step), newPassword: NEW };
    expect((await api.anybody.post('/auth/sign-in/password', done)).status).toBe(200);
    expect(await signIn(user, NEW)).toMatchObject({ status: 200, body: { status: 'signed_in' } });
  });

  it('leaves a temporary password its end', async () => {
    const user = await someone();
    await boss.post(`/users/${user.id}/password-reset`, { method: 'temporary' });
    const { password_expires_at: end } = await rowOf(user);
    await require(user, { compromised: true });
    expect((await rowOf(user))['password_expires_at']).toEqual(end);
  });
});

describe('an invitation', () => {
  const invited = async () => {
    const email = `${aName('i')}@example.org`;
    const newcomer = { ...aNewcomer(domain), email, initialPassword: 'invitation' };
    const { body } = await boss.post<CreatedUser>('/users', newcomer);
    return { id: body.id, email, version: body.version };
  };
  const use = (token: string) => api.anybody.post('/auth/password-reset', { token, newPassword: NEW });

  it('is sent again, and the earlier one is worthless', async () => {
    const { id, email } = await invited();
    const [earlier] = (await sink.to(email)).map(tokenIn);
    const answer = await boss.post(`/users/${id}/invitation`);
    expect(answer).toMatchObject({ status: 202, text: '' });
    const later = (await sink.to(email, 2)).map(tokenIn).find((token) => token !== earlier);
    expect((await use(earlier ?? '')).status).toBe(401);
    expect((await use(later ?? '')).status).toBe(204);
    expect(refusalOf(await boss.post(`/users/${id}/invitation`))).toMatchObject({ status: 422 });
  });

  it('RST-08 is worthless once the address is another', async () => {
    const { id, email, version } = await invited();
    const [mail] = await sink.to(email);
    expect((await boss.patch(`/users/${id}`, version, { email: `new-${email}` })).status).toBe(200);
    expect((await use(mail ? tokenIn(mail) : '')).status).toBe(401);
  });

  it('goes to nobody without an address', async () => {
    const user = await someone({ email: null });
    await change(user, 'invited = true');
    expect(refusalOf(await boss.post(`/users/${user.id}/invitation`))).toMatchObject({ code: 'mail-unavailable' });
    const byMail = await boss.post(`/users/${user.id}/password-reset`, { method: 'email' });
    expect(refusalOf(byMail)).toMatchObject({ status: 422, code: 'mail-unavailable', pointers: ['/method'] });
  });
});

describe('RST-08 resetting upward, sideways and elsewhere', () => {
  const doors: readonly (readonly [name: string, ask: (client: Client, id: string) => ReturnType<Client['post']>])[] = [
    ['unlock', (client, id) => client.post(`/users/${id}/unlock`)],
    ['set', (client, id) => client.call('PUT', `/users/${id}/password`, { body: { newPassword: NEW } })],
    ['link', (client, id) => client.post(`/users/${id}/password-reset`, { method: 'email' })],
    ['temporary', (client, id) => client.post(`/users/${id}/password-reset`, { method: 'temporary' })],
    ['invitation', (client, id) => client.post(`/users/${id}/invitation`)],
    ['require', (client, id) => client.post(`/users/${id}/require-password-change`, { compromised: true })],
  ];
  const everyDoor = async (client: Client, id: string) =>
    Object.fromEntries(
      await Promise.all(doors.map(async ([name, ask]) => [name, refusalOf(await ask(client, id)).code])),
    );
  const all = (code: string) => Object.fromEntries(doors.map(([name]) => [name, code]));

  it.each<{ by: BuiltInRole; to: BuiltInRole; codes: Record<string, string> }>([
    { by: 'domain-administrator', to: 'system-administrator', codes: all('target-outranks-actor') },
    {
      by: 'operator',
      to: 'domain-administrator',
      codes: { ...all('permission-missing'), unlock: 'target-outranks-actor' },
    },
    { by: 'pipeline-management', to: 'read-only', codes: all('permission-missing') },
    { by: 'read-only', to: 'read-only', codes: all('permission-missing') },
  ])('$by to $to', async ({ by, to, codes }) => {
    const target = await api.given.user(api.given.primary, {
      role: to,
      withPassword: true,
      email: `${aName('t')}@x.org`,
    });
    await change(target, `invited = true, locked_until = now() + interval '1 hour'`);
    const before = await rowOf(target);
    expect(await everyDoor(api.as(await api.given.signedIn(api.given.primary, by)), target.id)).toEqual(codes);
    expect(await rowOf(target)).toEqual(before);
  });

  it('to a user of another Domain, who is as missing as one that never was', async () => {
    const stranger = await api.given.user(await api.given.domain(), { withPassword: true, email: 's@example.org' });
    expect(await everyDoor(boss, stranger.id)).toEqual(all('user-not-found'));
    expect(await rowOf(stranger)).toMatchObject({ version: 1 });
  });

  it('to oneself: nobody gets around the own present password', async () => {
    const { user, ...session } = await api.given.signedIn(domain, 'domain-administrator', { email: 'me@example.org' });
    expect(await everyDoor(api.as(session), user.id)).toEqual(all('self'));
  });

  it.each(['ldap', 'saml', 'oidc'] as const)('to a user of %s, who has no password here', async (loginMethod) => {
    const user = await api.given.user(domain, { loginMethod, email: `${aName('l')}@example.org` });
    const { unlock, ...resets } = all('managed-elsewhere');
    expect(unlock).toBeDefined();
    expect(await everyDoor(boss, user.id)).toMatchObject(resets);
    expect(await rowOf(user)).toMatchObject({ password_hash: null, version: 1 });
  });

  it('by changing the address of somebody above', async () => {
    const target = await api.given.user(api.given.primary, { role: 'system-administrator' });
    const client = api.as(await api.given.signedIn(api.given.primary, 'domain-administrator'));
    const answer = await client.patch(`/users/${target.id}`, 1, { email: 'evil@example.org' });
    expect(refusalOf(answer)).toMatchObject({ status: 403, code: 'target-outranks-actor' });
  });
});
