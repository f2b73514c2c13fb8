import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ResetLink } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { aName, PASSWORD, type GivenDomain, type GivenUser, type UserWishes } from '../../../testing/given.js';
import { openMailSink, tokenIn, type MailSink } from '../../../testing/mail-sink.js';
import { GOOD_PASSWORDS, refusalOf, signInAs } from '../../../testing/passwords.js';
import { RACE_ROUNDS } from '../../../testing/rounds.js';
import { newId } from '../../platform/ids.js';
import { PasswordsService } from '../../users/passwords.service.js';

const BASE = 'https://id.example.org';
const [NEW, OTHER] = GOOD_PASSWORDS;
const INVALID = { status: 401, code: 'invalid-challenge' };

let sink: MailSink;
let api: TestApi;
let domain: GivenDomain;
let boss: Client;
beforeAll(async () => {
  sink = await openMailSink();
  api = await startApi({ settings: { mail: { smtpUrl: sink.url } }, baseUrl: BASE });
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

type Reachable = GivenUser & { readonly email: string };

const someone = async (wishes: UserWishes = {}): Promise<Reachable> => {
  const email = `${aName('a')}@example.org`;
  return { ...(await api.given.user(domain, { withPassword: true, email, ...wishes })), email };
};
const mailLink = (user: GivenUser) => boss.post(`/users/${user.id}/password-reset`, { method: 'email' });
const linkOf = async (user: Reachable, count = 1) => {
  const known = sink.received.filter(({ recipients }) => recipients.includes(user.email)).map(tokenIn);
  expect(await mailLink(user)).toMatchObject({ status: 202, text: '' });
  const tokens = (await sink.to(user.email, count)).map(tokenIn);
  return tokens.find((token) => !known.includes(token)) ?? '';
};
/** Past `fetch`, which sets the Host itself. */
const askAs = (headers: Record<string, string>, user: GivenUser) =>
  new Promise<number>((resolve, reject) => {
    const options = { method: 'POST', headers: { ...boss.sent, 'content-type': 'application/json', ...headers } };
    const asking = request(`${api.url}/api/v1/users/${user.id}/password-reset`, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on('error', reject);
    asking.end(JSON.stringify({ method: 'email' }));
  });
const use = (token: string, newPassword: string = NEW) =>
  api.anybody.post('/auth/password-reset', { token, newPassword });
const check = (token: string) => api.anybody.post<ResetLink>('/auth/password-reset/check', { token });
const change = (user: GivenUser, set: string) =>
  api.database.sql(`UPDATE app_user SET ${set} WHERE id = $1`, [user.id]);
const eventsOf = (user: GivenUser, type: string) =>
  api.database.sql<{ outcome: string; detail: string | null; actor: string | null }>(
    'SELECT outcome, detail, actor_username AS actor FROM audit_event WHERE subject_id = $1 AND type = $2',
    [user.id, type],
  );

describe('a reset link', () => {
  it('RST-01 carries 256 random bits, of which only the hash is stored', async () => {
    const users = await Promise.all(Array.from({ length: 200 }, () => someone({ withPassword: false })));
    for (const user of users) await mailLink(user);
    const tokens = (await Promise.all(users.map(({ email }) => sink.to(email)))).map(([mail]) => mail && tokenIn(mail));
    expect(new Set(tokens).size).toBe(200);
    const secrets = tokens.map((token) => /^wkr_([A-Za-z0-9_-]{43})_[0-9a-f]{6}$/.exec(token ?? '')?.[1] ?? '');
    const bytes = secrets.map((secret) => Buffer.from(secret, 'base64url'));
    expect(bytes.every(({ length }) => length === 32)).toBe(true);
    // Each bit is set in about half of 200; 2^-50 is the chance that one is not within these bounds.
    const bits = Array.from(
      { length: 256 },
      (_, bit) => bytes.filter((secret) => ((secret[bit >> 3] ?? 0) >> (bit & 7)) & 1).length,
    );
    expect(bits.filter((count) => count < 45 || count > 155)).toEqual([]);

    const stored = await api.database.sql<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM account_token t UNION ALL SELECT to_jsonb(e)::text FROM audit_event e
       UNION ALL SELECT to_jsonb(o)::text FROM outbox_message o`,
    );
    const everything = JSON.stringify([stored, api.log]);
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  }, 120_000);

  it('RST-01 lasts an hour, works once, and makes the earlier ones worthless', async () => {
    const user = await someone();
    const first = await linkOf(user);
    const second = await linkOf(user, 2);
    const lasting = await api.database.sql(
      `SELECT expires_at - now() BETWEEN interval '59 minutes' AND interval '60 minutes' AS "isAnHour", purpose
         FROM account_token WHERE user_id = $1`,
      [user.id],
    );
    expect(lasting).toEqual([{ isAnHour: true, purpose: 'reset' }]);
    expect(refusalOf(await use(first))).toMatchObject(INVALID);
    expect((await use(second)).status).toBe(204);
    expect(refusalOf(await use(second, OTHER))).toMatchObject(INVALID);
    expect((await signInAs(api, user, NEW)).body).toMatchObject({ status: 'signed_in' });
    expect(await eventsOf(user, 'password.reset')).toMatchObject([{ outcome: 'success', actor: user.username }]);
  });

  it('RST-01 is no link of another kind', async () => {
    const user = await someone();
    const token = await linkOf(user);
    await api.database.sql(`UPDATE account_token SET purpose = 'invitation' WHERE user_id = $1`, [user.id]);
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
  });

  it.each(Array.from({ length: RACE_ROUNDS }, (_, round) => round + 1))(
    'RST-02 used twenty times at once sets one password (round %i)',
    async () => {
      const user = await someone();
      const token = await linkOf(user);
      const candidate = (index: number) => `Quiet-Lantern-${index}-Meadow`;
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => use(token, candidate(index))));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect(statuses.filter((status) => ![204, 401, 503].includes(status))).toEqual([]);
      expect((await signInAs(api, user, candidate(statuses.indexOf(204)))).status).toBe(200);
      expect(await eventsOf(user, 'password.reset')).toHaveLength(1);
    },
  );

  it.each<Record<string, string>>([
    { 'x-forwarded-host': 'evil.test' },
    { forwarded: 'host=evil.test' },
    { 'x-original-host': 'evil.test' },
    { 'x-forwarded-proto': 'http', 'x-forwarded-port': '80' },
    { host: 'evil.test' },
    { host: 'good:80@evil.test' },
  ])('RST-03 begins with the configured address, whatever %j says', async (headers) => {
    const user = await someone({ withPassword: false });
    const status = await askAs(headers, user);
    expect([202, 400]).toContain(status);
    if (status === 400) await mailLink(user);
    const [mail] = await sink.to(user.email);
    expect(mail?.text.match(/\w+:\/\/[^\s"<]+/g)?.filter((url) => !url.startsWith(`${BASE}/reset#wkr_`))).toEqual([]);
    expect(mail?.text).not.toContain('evil');
  });

  it('RST-04 signs nobody in and leaves the second factor as it is', async () => {
    const user = await someone();
    await change(user, 'totp_enrolled = true');
    await api.database.sql(
      `INSERT INTO totp_secret (domain_id, user_id, sealed, last_step) VALUES ($1, $2, 'v1.untouched', 7)`,
      [domain.id, user.id],
    );
    await api.database.sql('INSERT INTO recovery_code (domain_id, user_id, hash) VALUES ($1, $2, $3)', [
      domain.id,
      user.id,
      Buffer.alloc(32, 7),
    ]);
    const done = await use(await linkOf(user));
    expect(done).toMatchObject({ status: 204, text: '' });
    expect(done.headers.getSetCookie()).toEqual([]);
    expect((await signInAs(api, user, NEW)).body).toMatchObject({ status: 'second_factor_required' });
    const left = await api.database.sql(
      `SELECT u.totp_enrolled, t.sealed, t.last_step::int AS step, c.used_at FROM app_user u
         JOIN totp_secret t ON t.user_id = u.id JOIN recovery_code c ON c.user_id = u.id WHERE u.id = $1`,
      [user.id],
    );
    expect(left).toEqual([{ totp_enrolled: true, sealed: 'v1.untouched', step: 7, used_at: null }]);
  });

  it('RST-09 is refused a second after its hour, though nobody has tidied up', async () => {
    const user = await someone();
    const token = await linkOf(user);
    await api.database.sql(`UPDATE account_token SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      user.id,
    ]);
    expect(refusalOf(await check(token))).toMatchObject(INVALID);
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
    expect((await signInAs(api, user, PASSWORD)).status).toBe(200);
  });

  it('RST-10 can be looked at and scanned, and is good afterwards', async () => {
    const user = await someone();
    const token = await linkOf(user);
    for (let time = 0; time < 5; time += 1) {
      await api.anybody.get('//reset');
      await api.anybody.call('HEAD', '//reset');
      expect((await check(token)).body).toMatchObject({
        username: user.username,
        domain: domain.name,
        purpose: 'reset',
        passwordPolicy: { mode: 'classic' },
      });
    }
    expect((await api.anybody.get('/auth/password-reset')).status).toBe(405);
    expect((await check(token)).headers.get('referrer-policy')).toBe('no-referrer');
    expect((await use(token)).status).toBe(204);
    expect(refusalOf(await check(token))).toMatchObject(INVALID);
    const audit = await api.database.sql('SELECT * FROM audit_event');
    expect(JSON.stringify([audit, api.log])).not.toContain(token.slice(4, 40));
  });

  it.each(['<a href=//evil.test>click</a>', 'x\n\nYour link: http://evil.test', 'Ann \u202Egnp.exe', 'y'.repeat(255)])(
    'RST-11 tells the name %j as harmless words',
    async (firstName) => {
      const user = await someone({ firstName, withPassword: false });
      await mailLink(user);
      const [mail] = await sink.to(user.email);
      expect(mail?.text.match(/\w+:\/\/[^\s"<]+/g)?.every((url) => url.startsWith(`${BASE}/reset#`))).toBe(true);
      expect(mail?.text).not.toMatch(/evil\.test|\u202E|y{81}/);
      const [, html = ''] = mail?.text.split('text/html') ?? [];
      expect(html.match(/<a /g)).toHaveLength(1);
    },
  );
});

describe('after a reset by link', () => {
  it('SES-03 every session, half-done sign-in, known device and other link is over', async () => {
    const user = await someone();
    const sessions = [await api.given.session(user), await api.given.session(user)];
    await change(user, 'must_change_password = true');
    const step = await signInAs(api, user, PASSWORD);
    await api.database.sql('INSERT INTO known_device (id, domain_id, user_id) VALUES ($1, $2, $3)', [
      newId(),
      domain.id,
      user.id,
    ]);
    expect((await use(await linkOf(user))).status).toBe(204);
    for (const session of sessions) expect((await api.as(session).get('/me')).status).toBe(401);
    const challenge = 'challenge' in step.body ? step.body.challenge : '';
    const late = await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: OTHER });
    expect(refusalOf(late)).toMatchObject(INVALID);
    expect(await api.database.sql('SELECT id FROM known_device WHERE user_id = $1', [user.id])).toEqual([]);
    expect(
      await api.database.sql('SELECT hash FROM account_token WHERE user_id = $1 AND used_at IS NULL', [user.id]),
    ).toEqual([]);
    const mails = await sink.to(user.email, 2);
    expect(mails.filter(({ headers }) => headers.includes('Your password was changed'))).toHaveLength(1);
  });

  it('the count of failures begins anew, and a lock stays until its end', async () => {
    const [counted, locked] = [await someone(), await someone()];
    await change(counted, 'failed_sign_ins = 4, failing_since = now()');
    await change(locked, `failed_sign_ins = 5, locked_until = now() + interval '30 minutes'`);
    for (const user of [counted, locked]) expect((await use(await linkOf(user))).status).toBe(204);
    expect((await signInAs(api, counted, 'Wrong-Horse-9-Battery')).status).toBe(401);
    expect((await signInAs(api, counted, NEW)).status).toBe(200);
    expect((await signInAs(api, locked, NEW)).status).toBe(401);
    await change(locked, 'locked_until = now()');
    expect((await signInAs(api, locked, NEW)).status).toBe(200);
  });

  it('refuses what the policy refuses, and the link stays good', async () => {
    const user = await someone();
    const token = await linkOf(user);
    expect(refusalOf(await use(token, 'short'))).toMatchObject({ status: 422, pointers: ['/newPassword'] });
    expect(refusalOf(await use(token, PASSWORD))).toMatchObject({ status: 422 });
    expect((await use(token)).status).toBe(204);
  });

  it.each(['', 'x', `wkr_${'A'.repeat(43)}_000000`, `wki_${'A'.repeat(43)}_000000`])(
    '%j is no token',
    async (token) => {
      expect(refusalOf(await use(token))).toMatchObject(INVALID);
      expect(refusalOf(await check(token))).toMatchObject(INVALID);
    },
  );
});

describe('LOG-06 a link to an account that is switched off', () => {
  const invitationOf = async () => {
    const user = await someone({ withPassword: false });
    await change(user, 'invited = true');
    expect((await boss.post(`/users/${user.id}/invitation`)).status).toBe(202);
    const [mail] = await sink.to(user.email);
    return { user, token: mail ? tokenIn(mail) : '' };
  };

  it('is refused for a reset, as one that never was, and the audit log says why', async () => {
    const user = await someone();
    const token = await linkOf(user);
    await boss.post(`/users/${user.id}/disable`);
    expect(refusalOf(await check(token))).toMatchObject(INVALID);
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
    expect(await eventsOf(user, 'password.reset')).toMatchObject([{ outcome: 'refused', detail: 'disabled' }]);
    await boss.post(`/users/${user.id}/enable`);
    expect((await use(token)).status).toBe(204);
  });

  it('is refused for an invitation', async () => {
    const { user, token } = await invitationOf();
    await boss.post(`/users/${user.id}/disable`);
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
    const [row] = await api.database.sql('SELECT password_hash, invited FROM app_user WHERE id = $1', [user.id]);
    expect(row).toEqual({ password_hash: null, invited: true });
  });

  it.each([
    ['the user is disabled', 'disabled', 'enabled = false'],
    ['another signs them in', 'managed-elsewhere', `login_method = 'oidc'`],
  ])('LOG-06 is refused when %s while the password is looked at', async (_, detail, set) => {
    const user = await someone();
    const token = await linkOf(user);
    const passwords = api.get(PasswordsService);
    const accept = passwords.accept.bind(passwords);
    const spy = jest.spyOn(passwords, 'accept').mockImplementationOnce(async (...given) => {
      const accepted = await accept(...given);
      await change(user, set);
      return accepted;
    });
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
    spy.mockRestore();
    expect(await eventsOf(user, 'password.reset')).toContainEqual(
      expect.objectContaining({ outcome: 'refused', detail }),
    );
  });

  it('is refused in a Domain that is disabled, at its last step too', async () => {
    const off = await api.given.domain();
    const user = await api.given.user(off, { email: 'off@example.org', withPassword: true });
    const client = api.as(await api.given.signedIn(off, 'domain-administrator'));
    await client.post(`/users/${user.id}/password-reset`, { method: 'email' });
    const [mail] = await sink.to('off@example.org');
    const token = mail ? tokenIn(mail) : '';
    await api.database.sql('UPDATE domain SET enabled = false WHERE id = $1', [off.id]);
    expect(refusalOf(await check(token))).toMatchObject(INVALID);
    expect(refusalOf(await use(token))).toMatchObject(INVALID);
    expect(await eventsOf(user, 'password.reset')).toMatchObject([{ outcome: 'refused', detail: 'domain-disabled' }]);
  });
});
