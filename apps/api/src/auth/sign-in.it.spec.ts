import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { AuditEvent, Page, ProblemBody, SignInResult, User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import { PASSWORD, type GivenDomain } from '../../testing/given.js';

let api: TestApi;
let domain: GivenDomain;
beforeAll(async () => {
  api = await startApi({ baseUrl: 'https://wardkeep.test' });
  domain = await api.given.domain();
});
afterAll(() => api.close());

const signIn = (input: object) => api.anybody.post<SignInResult>('/auth/sign-in', input);
const withoutIds = (text: string, headers: Headers) => ({
  text: text.replace(/"requestId":"[^"]+"/, ''),
  headers: [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id'),
});

describe('signing in', () => {
  it('ENU-01 refuses in the same words whatever the cause, and audits the cause', async () => {
    const known = await api.given.user(domain, { withPassword: true });
    const disabled = await api.given.user(domain, { withPassword: true, enabled: false });
    const invited = await api.given.user(domain);
    const ofDirectory = await api.given.user(domain, { loginMethod: 'ldap' });
    const elsewhere = await api.given.user(await api.given.domain(), { withPassword: true });
    const inDomain = domain.name;
    const answers = await Promise.all(
      [
        { domain: inDomain, username: 'nobody-at-all', password: PASSWORD },
        { domain: inDomain, username: known.username, password: 'Wrong-Horse-9-Battery' },
        { domain: inDomain, username: disabled.username, password: PASSWORD },
        { domain: inDomain, username: invited.username, password: PASSWORD },
        { domain: inDomain, username: ofDirectory.username, password: PASSWORD },
        { domain: inDomain, username: elsewhere.username, password: PASSWORD },
        { domain: 'no-such-domain', username: known.username, password: PASSWORD },
        { username: known.username, password: PASSWORD },
      ].map(signIn),
    );
    for (const { status } of answers) expect(status).toBe(401);
    const [first, ...others] = answers.map(({ text, headers }) => withoutIds(text, headers));
    for (const other of others) expect(other).toEqual(first);
    const events = await api.database.sql<{ detail: string }>(
      `SELECT detail FROM audit_event WHERE type = 'sign-in.refused'`,
    );
    expect(events).toHaveLength(answers.length);
    expect(JSON.stringify(events)).toContain('disabled');
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
    expect(api.log.filter((line) => line.includes('wardkeep: authentication failure'))).toHaveLength(answers.length);
  });

  it('LOG-06 to a disabled Domain is refused like any other', async () => {
    const closed = await api.given.domain();
    const user = await api.given.user(closed, { withPassword: true });
    const system = api.as(await api.given.session(api.given.sysAdmin));
    expect((await system.post(`/domains/${closed.id}/disable`)).status).toBe(200);
    const answer = await signIn({ domain: closed.name, username: user.username, password: PASSWORD });
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid-credentials' } });
  });

  it('LOG-07 keeps the same name in two Domains apart', async () => {
    const other = await api.given.domain();
    await api.given.user(domain, { username: 'bob', withPassword: true });
    const theirs = await api.given.user(other, { username: 'bob', withPassword: true });
    const { body } = await signIn({ domain: other.name, username: 'BOB', password: PASSWORD });
    expect(body).toMatchObject({ status: 'signed_in', user: { id: theirs.id } });
    expect((await signIn({ username: 'bob', password: PASSWORD })).status).toBe(401);
  });

  it("LOG-03 takes the email for the name, and nobody can take another one's", async () => {
    const victim = await api.given.user(domain, { email: 'victim@example.org', withPassword: true });
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const shadow = { username: 'victim@example.org', firstName: 'A', lastName: 'B', roleId: domain.roles.operator };
    expect((await boss.post('/users', shadow)).status).toBe(409);
    const email = { ...shadow, username: 'other', email: victim.username };
    expect([400, 409]).toContain((await boss.post('/users', email)).status);
    const { body } = await signIn({ domain: domain.name, username: 'Victim@Example.org', password: PASSWORD });
    expect(body).toMatchObject({ user: { id: victim.id } });
  });

  it('SES-07 gives a browser a cookie that scripts and other sites do not get', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const answer = await signIn({ domain: domain.name, username: user.username, password: PASSWORD });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-wk=[^;]+; Path=\/; /);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Domain=');
    expect(answer.text).not.toContain('accessToken');
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  it('SES-01 makes a new session, whatever came with the request', async () => {
    const user = await api.given.user(domain, { withPassword: true });
    const before = await api.given.session(user);
    const input = { domain: domain.name, username: user.username, password: PASSWORD, delivery: 'bearer' };
    const { body } = await api.as(before).post<{ accessToken: string }>('/auth/sign-in', input);
    expect(body.accessToken).not.toBe(before.token);
    expect((await api.as(before).get('/me')).status).toBe(401);
    expect((await api.as({ token: body.accessToken }).get('/me')).status).toBe(200);
  });

  it('LOG-04 knows a password to its last byte', async () => {
    const user = await api.given.user(domain, { mustChangePassword: true, withPassword: true });
    const at = { domain: domain.name, username: user.username };
    const { body } = await signIn({ ...at, password: PASSWORD });
    const long = `Aa1-${'x'.repeat(76)}`;
    const challenge = 'challenge' in body ? body.challenge : '';
    expect((await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: long })).status).toBe(200);
    expect((await signIn({ ...at, password: long.slice(0, 72) })).status).toBe(401);
    expect((await signIn({ ...at, password: long })).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends when a newer one starts: one a user', async () => {
    const user = await api.given.user(domain);
    const [first, second] = [await api.given.session(user), await api.given.session(user)];
    expect((await api.as(first).get('/me')).status).toBe(401);
    expect((await api.as(second).get('/me')).status).toBe(200);
  });

  it.each([
    ['of no signature', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['of another key', (token: string) => resigned(token, 'another-key-of-thirty-two-bytes!!', 'HS256')],
    ['of no algorithm', (token: string) => resigned(token, '', 'none')],
    ['cut short', (token: string) => token.slice(0, -4)],
    ['that is no token', () => 'x'.repeat(3000)],
  ])('JWT-01 with a token %s is none', async (_, forge) => {
    const { token } = await api.given.session(await api.given.user(domain));
    expect((await api.as({ token }).get('/me')).status).toBe(200);
    expect((await api.as({ token: forge(token) }).get('/me')).status).toBe(401);
  });

  it('SES-02 is dead with its row, however long its token would live', async () => {
    const session = await api.given.session(await api.given.user(domain));
    expect((await api.as(session).post('/auth/sign-out')).status).toBe(204);
    expect((await api.as(session).get('/me')).status).toBe(401);
  });

  it('is over when it is idle or past its time, by the clock of the database', async () => {
    const [idle, old] = [await api.given.user(domain), await api.given.user(domain)];
    const [first, second] = [await api.given.session(idle), await api.given.session(old)];
    await api.database.sql(`UPDATE session SET last_seen_at = now() - interval '25 hours' WHERE id = $1`, [first.id]);
    await api.database.sql(`UPDATE session SET ends_at = now() - interval '1 second' WHERE id = $1`, [second.id]);
    expect((await api.as(first).get('/me')).status).toBe(401);
    expect((await api.as(second).get('/me')).status).toBe(401);
  });
});

describe('privileges', () => {
  it('PRV-01 nobody gives a role above their own, changes their own, or touches somebody above', async () => {
    const roleId = await api.given.role(domain, [
      { permission: 'users:read', scope: 'domain' },
      { permission: 'users:create', scope: 'domain' },
      { permission: 'users:update', scope: 'domain' },
      { permission: 'users:enable', scope: 'domain' },
      { permission: 'users:delete', scope: 'domain' },
      { permission: 'roles:assign', scope: 'domain' },
    ]);
    const clerk = await api.given.user(domain, { roleId });
    const client = api.as(await api.given.session(clerk));
    const boss = await api.given.user(domain, { role: 'domain-administrator' });
    const created = await client.post<ProblemBody>('/users', {
      username: 'crown',
      firstName: 'A',
      lastName: 'B',
      roleId: domain.roles['domain-administrator'],
    });
    expect(created).toMatchObject({ status: 422, body: { code: 'role-above-own', errors: [{ pointer: '/roleId' }] } });
    const raised = await client.patch<ProblemBody>(`/users/${clerk.id}`, 1, {
      roleId: domain.roles['domain-administrator'],
    });
    expect(raised).toMatchObject({ status: 403, body: { code: 'self' } });
    for (const path of ['disable', 'enable']) {
      expect(await client.post(`/users/${boss.id}/${path}`)).toMatchObject({
        status: 403,
        body: { code: 'target-outranks-actor' },
      });
    }
    expect((await client.patch(`/users/${boss.id}`, 1, { firstName: 'X' })).status).toBe(403);
    expect((await client.delete(`/users/${boss.id}`, { version: 1 })).status).toBe(403);
  });

  it('PRV-02 nobody disables or deletes themselves, and sys-admin stays', async () => {
    const boss = await api.given.user(domain, { role: 'domain-administrator' });
    const client = api.as(await api.given.session(boss));
    expect(await client.post(`/users/${boss.id}/disable`)).toMatchObject({ status: 403, body: { code: 'self' } });
    expect((await client.delete(`/users/${boss.id}`, { version: 1 })).status).toBe(403);
    const second = api.as(await api.given.signedIn(api.given.primary, 'system-administrator'));
    const { sysAdmin } = api.given;
    const { version } = (await second.get<User>(`/users/${sysAdmin.id}`)).body;
    expect(await second.post(`/users/${sysAdmin.id}/disable`)).toMatchObject({ body: { code: 'protected-user' } });
    expect(await second.delete(`/users/${sysAdmin.id}`, { version })).toMatchObject({
      body: { code: 'protected-user' },
    });
  });

  it('PRV-04 gives nobody a role of another Domain, least of all that of System Administrators', async () => {
    const client = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const user = await api.given.user(domain);
    const roleId = api.given.primary.roles['system-administrator'];
    const answer = await client.patch<ProblemBody>(`/users/${user.id}`, 1, { roleId });
    expect(answer).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });
  });

  it("TEN-02 another Domain's people are in no list, count, search or event", async () => {
    const [here, there] = [await api.given.domain(), await api.given.domain()];
    const hidden = await api.given.user(there, { username: `hidden-${there.name}` });
    const client = api.as(await api.given.signedIn(here, 'domain-administrator'));
    for (const path of [
      `/users?q=${hidden.username}`,
      `/audit-events?subject=${hidden.username}`,
      `/sessions?q=hidden`,
    ]) {
      const { body } = await client.get<Page<AuditEvent>>(path);
      expect(body).toMatchObject({ items: [], total: { value: 0 } });
    }
    expect((await client.get<Page<User>>('/users')).body.total.value).toBe(1);
  });

  it('a refused request is audited, with what it needed', async () => {
    const reader = await api.given.signedIn(domain, 'read-only');
    await api.as(reader).post('/users', {});
    const [event] = await api.database.sql(
      `SELECT type, outcome, detail FROM audit_event WHERE actor_id = $1 AND type = 'access.refused'`,
      [reader.user.id],
    );
    expect(event).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('users:create') });
  });
});

function resigned(token: string, key: string, alg: 'HS256' | 'none'): string {
  const [head = '', payload = ''] = token.split('.');
  const { typ, kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { typ: string; kid: string };
  const header = Buffer.from(JSON.stringify({ alg, typ, kid })).toString('base64url');
  const signature = key === '' ? '' : createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}
