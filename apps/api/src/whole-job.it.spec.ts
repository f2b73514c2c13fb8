import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LDAP_PRESETS,
  SAML_PRESETS,
  OIDC_PRESETS,
  USER_SORTS,
  type AccessAnswer,
  type AccessPreview,
  type AuditEvent,
  type BulkItem,
  type CreatedDomain,
  type CreatedUser,
  type DisabledUser,
  type Domain,
  type EndedAccess,
  type Enrolment,
  type Hygiene,
  type Import,
  type ImportRow,
  type Job,
  type LdapTestResult,
  type Me,
  type NextStep,
  type OfferedRoleTemplate,
  type Page,
  type PermissionHolder,
  type PasswordPolicyReport,
  type ProblemBody,
  type Provider,
  type ProviderDetail,
  type ProviderDraft,
  type RecoveryCodes,
  type RenewedSession,
  type ResetLink,
  type Role,
  type RoleDetail,
  type SamlUpkeep,
  type SecondFactorState,
  type Session,
  type Settings,
  type SettingsPreview,
  type SignInCheck,
  type SignInResult,
  type SsoTestResult,
  type SsoTestStarted,
  type SyncChange,
  type SyncRun,
  type SyncStarted,
  type TemporaryPassword,
  type User,
  type UserAccess,
  type UserAsOf,
  type UserDetail,
  type UserView,
  type UserVersion,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../testing/api.js';
import { OidcFake } from '../testing/oidc-fake.js';
import { bring, introduce, leave, visit } from '../testing/given-saml.js';
import { SamlPeer } from '../testing/saml-peer.js';
import { codeOf, enrol, steadyStep } from '../testing/authenticator.js';
import type { Client } from '../testing/client.js';
import { PASSWORD } from '../testing/given.js';
import { importIn, upload } from '../testing/imports.js';
import { routesOf } from '../testing/routes.js';
import { inDomain } from './platform/actor.js';
import { Boxes } from './platform/database/boxes.js';
import { UnitOfWork } from './platform/database/unit-of-work.js';
import { newId } from './platform/ids.js';
import { bodyPlace } from './platform/outbox/body-place.js';

type SignedIn = Extract<SignInResult, { status: 'signed_in' }>;

/** The whole job over HTTP from an empty installation on, each step on what the steps before it left. */
describe('a System Administrator and a Domain Administrator at work', () => {
  let api: TestApi;
  let system: Client;
  let boss: Client;
  let acme: CreatedDomain;
  let roles: Record<string, string>;
  const users: CreatedUser[] = [];

  beforeAll(async () => {
    // Nobody listens there: mail is written, and waits.
    api = await startApi({ settings: { mail: { smtpUrl: 'smtp://127.0.0.1:9' }, allowedNetworks: ['127.0.0.1'] } });
  });
  afterAll(() => api.close());

  const signIn = async (domain: string | undefined, username: string, password = PASSWORD) => {
    const body = { ...(domain ? { domain } : {}), username, password, delivery: 'bearer' };
    const answer = await api.anybody.post<SignedIn>('/auth/sign-in', body);
    expect({ status: answer.status, as: answer.body.status }).toEqual({ status: 200, as: 'signed_in' });
    return api.as({ token: answer.body.accessToken ?? '' });
  };

  const eventsOf = async (query: string) => (await boss.get<Page<AuditEvent>>(`/audit-events?${query}`)).body.items;

  it('is ready and says how one signs in', async () => {
    expect((await api.anybody.get('//health/live')).status).toBe(200);
    expect((await api.anybody.get('//health/ready')).status).toBe(200);
    const offered = { standard: true, ldap: [], sso: [], forgotPassword: false, banner: null };
    expect((await api.anybody.get('/auth/methods')).body).toEqual(offered);
    expect((await api.anybody.get('/auth/methods?domain=nowhere')).body).toEqual(offered);
  });

  it('signs in as sys-admin', async () => {
    system = await signIn(undefined, 'sys-admin');
    const { body } = await system.get<Me>('/me');
    expect(body).toMatchObject({ user: { username: 'sys-admin' }, home: { name: 'primary' }, csrfToken: null });
  });

  it('creates a Domain with its administrator', async () => {
    const answer = await system.post<CreatedDomain>('/domains', {
      name: 'acme',
      displayName: 'Acme Corporation',
      administrator: { username: 'boss', firstName: 'Bo', lastName: 'Ss', password: PASSWORD },
    });
    expect(answer.status).toBe(201);
    acme = answer.body;
    expect(answer.headers.get('location')).toBe(`/api/v1/domains/${acme.id}`);
    expect(acme).toMatchObject({ name: 'acme', enabled: true, primary: false, version: 1, users: 1 });
    expect(acme.administrator).toEqual({ id: expect.any(String), username: 'boss' });
  });

  it('signs in as that administrator', async () => {
    boss = await signIn('acme', 'boss');
    const { body } = await boss.get<Page<Role>>('/roles');
    roles = Object.fromEntries(body.items.map(({ kind, id }) => [kind, id]));
    expect(Object.keys(roles)).toEqual(['domain-administrator', 'operator', 'pipeline-management', 'read-only']);
    expect((await boss.get<Role>(`/roles/${roles['operator']}`)).body).toMatchObject({
      name: 'Operator',
      builtIn: true,
    });
    expect((await boss.get<Page<unknown>>('/me/permissions')).body.items).not.toEqual([]);
    expect((await boss.get<Page<unknown>>('/permissions')).body.items).not.toEqual([]);
  });

  it('creates users', async () => {
    for (const [index, name] of ['ann', 'Ben', 'cyd', 'dan', 'eve', 'Åsa', 'anna'].entries()) {
      const answer = await boss.post<CreatedUser>('/users', {
        username: `${name === 'Åsa' ? 'asa' : name}`,
        firstName: name,
        lastName: index % 2 === 0 ? 'Even' : 'Odd',
        ...(index < 3 ? { email: `${name.toLowerCase()}@example.org` } : {}),
        roleId: roles[index < 2 ? 'operator' : 'read-only'],
        ...(index === 0 ? { password: PASSWORD } : {}),
        ...(index === 2 ? { initialPassword: 'invitation' } : {}),
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBe(`/api/v1/users/${answer.body.id}`);
      expect(answer.headers.get('etag')).toBe('"1"');
      users.push(answer.body);
    }
    expect(users[0]).toMatchObject({ status: 'active', mustChangePassword: false });
    expect(users[0]).not.toHaveProperty('temporaryPassword');
    expect(users[1]?.temporaryPassword).toHaveLength(24);
    expect(users[2]).toMatchObject({ status: 'invited' });
  });

  it('refuses names that are taken, ignoring case, and says which field', async () => {
    const input = { firstName: 'A', lastName: 'B', roleId: roles['read-only'] };
    const taken = await boss.post<ProblemBody>('/users', { ...input, username: 'ANN' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'username-taken', errors: [{ pointer: '/username' }] } });
    const email = await boss.post<ProblemBody>('/users', { ...input, username: 'new', email: 'Ann@Example.org' });
    expect(email).toMatchObject({ status: 409, body: { code: 'email-taken', errors: [{ pointer: '/email' }] } });
    const shadow = await boss.post<ProblemBody>('/users', { ...input, username: 'ann@example.org' });
    expect(shadow.status).toBe(409);
  });

  it.each([
    ['q=an', ['ann', 'anna']],
    ['q=nn', []],
    ['q=ann', ['ann', 'anna']],
    ['q=example.org', ['ann', 'Ben', 'cyd']],
    ['q=%25', []],
    ['q=zzz', []],
    ['status=invited', ['cyd']],
    ['status=disabled', []],
    ['loginMethod=standard&q=dan', ['dan']],
    ['loginMethod=ldap', []],
    ['source=local&q=Åsa', ['asa']],
    ['totpStatus=enrolled', []],
    ['neverSignedIn=false', ['boss']],
    ['lastLoginAfter=2020-01-01T00:00:00Z', ['boss']],
  ])('filters by %s', async (query, expected) => {
    const { status, body } = await boss.get<Page<User>>(`/users?${query}`);
    expect(status).toBe(200);
    const found = body.items.map(({ username }) => username);
    expect(found).toEqual(expected);
    expect(body.total).toEqual({ value: found.length, relation: 'exact' });
  });

  it('filters by role', async () => {
    const { body } = await boss.get<Page<User>>(`/users?roleId=${roles['operator']}`);
    expect(body.items.map(({ username }) => username)).toEqual(['ann', 'Ben']);
    const holders = await boss.get<Page<User>>(`/roles/${roles['operator']}/users`);
    expect(holders.body.items).toEqual(body.items);
  });

  it.each(USER_SORTS.flatMap((field) => [field, `-${field}`]))(
    'pages by %s without losing or repeating anybody',
    async (sort) => {
      const whole = (await boss.get<Page<User>>(`/users?sort=${sort}`)).body;
      expect(whole.items).toHaveLength(8);
      expect(whole.nextCursor).toBeNull();
      const paged: User[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { body }: { body: Page<User> } = await boss.get<Page<User>>(`/users?sort=${sort}&limit=3${from}`);
        expect(body.total).toEqual({ value: 8, relation: 'exact' });
        paged.push(...body.items);
        cursor = body.nextCursor;
      }
      expect(paged).toEqual(whole.items);
    },
  );

  it('refuses a cursor of another sort, filter or list', async () => {
    const { nextCursor } = (await boss.get<Page<User>>('/users?limit=3')).body;
    for (const path of ['/users?sort=-username', '/users?q=ann', '/sessions?', '/audit-events?', '/users?limit=3&x=']) {
      const answer = await boss.get<ProblemBody>(`${path}&cursor=${encodeURIComponent(nextCursor ?? '')}`);
      expect({ path, status: answer.status }).toEqual({ path, status: 400 });
    }
  });

  it('edits from the version that the edit is based on, and from no other', async () => {
    const { id } = users[0] as User;
    const path = `/users/${id}`;
    const edited = await boss.patch<UserDetail>(path, 1, { firstName: 'Anne', language: 'de' });
    expect(edited).toMatchObject({ status: 200, body: { firstName: 'Anne', language: 'de', version: 2 } });
    expect(edited.headers.get('etag')).toBe('"2"');

    const stale = await boss.patch<ProblemBody>(path, 1, { firstName: 'Anja' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale-version', current: 2 } });
    const blind = await boss.call<ProblemBody>('PATCH', path, { body: { firstName: 'Anja' } });
    expect(blind).toMatchObject({ status: 428, body: { code: 'version-required' } });
    const unchanged = await boss.patch<UserDetail>(path, 2, { firstName: 'Anne' });
    expect(unchanged.body.version).toBe(2);
    expect((await boss.get<UserDetail>(path)).body).toEqual(unchanged.body);
  });

  it('keeps every version with what changed', async () => {
    const path = `/users/${users[0]?.id}/versions`;
    const { body } = await boss.get<Page<UserVersion>>(path);
    expect(body.items.map(({ version }) => version)).toEqual([2, 1]);
    expect(body.items[0]).toMatchObject({
      actor: { username: 'boss' },
      changes: [
        { field: 'language', before: null, after: 'de' },
        { field: 'firstName', before: 'ann', after: 'Anne' },
      ],
    });
    const first = await boss.get<UserVersion & { fields: object }>(`${path}/1`);
    expect(first.body.fields).toMatchObject({ firstName: 'ann', language: null, role: 'Operator' });
    expect((await boss.get(`${path}/3`)).status).toBe(404);
  });

  it('gives another role, which acts on the very next request', async () => {
    const ann = await signIn('acme', 'ann');
    expect((await ann.get('/audit-events')).status).toBe(200);
    const demoted = await boss.patch<UserDetail>(`/users/${users[0]?.id}`, 2, { roleId: roles['read-only'] });
    expect(demoted.body.role.name).toBe('Read-only');
    expect((await ann.get('/audit-events')).status).toBe(403);
    expect((await ann.get('/users')).status).toBe(200);
  });

  it('disables a user, whose session is dead at once', async () => {
    const ann = await signIn('acme', 'ann');
    const { id } = users[0] as User;
    expect((await boss.get<Page<Session>>(`/users/${id}/sessions?state=live`)).body.items).toHaveLength(1);
    const disabled = await boss.post<DisabledUser>(`/users/${id}/disable`);
    expect(disabled).toMatchObject({
      status: 200,
      body: { endedSessions: 1, endedTokens: 0, user: { enabled: false } },
    });
    expect(await ann.get<ProblemBody>('/me')).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    const refused = await api.anybody.post('/auth/sign-in', { domain: 'acme', username: 'ann', password: PASSWORD });
    expect(refused.status).toBe(401);
    const again = await boss.post<DisabledUser>(`/users/${id}/disable`);
    expect(again).toMatchObject({ status: 200, body: { endedSessions: 0 } });
  });

  it('enables the user again', async () => {
    const { body } = await boss.post<UserDetail>(`/users/${users[0]?.id}/enable`);
    expect(body).toMatchObject({ enabled: true, status: 'active' });
    const ann = await signIn('acme', 'ann');
    expect((await ann.get('/me')).status).toBe(200);
  });

  it('ends sessions: one, all of a user, and an own one', async () => {
    const ann = await signIn('acme', 'ann');
    const [live] = (await boss.get<Page<Session>>('/sessions?state=live&q=ann')).body.items;
    expect((await boss.delete(`/sessions/${live?.id}`)).status).toBe(204);
    expect((await ann.get('/me')).status).toBe(401);

    const second = await signIn('acme', 'ann');
    expect((await boss.delete(`/users/${live?.userId}/sessions`)).body).toEqual({ endedSessions: 1, endedTokens: 0 });
    expect((await second.get('/me')).status).toBe(401);

    const third = await signIn('acme', 'ann');
    const [own] = (await third.get<Page<Session>>('/me/sessions?state=live')).body.items;
    expect(own).toMatchObject({ current: true });
    expect((await third.delete(`/me/sessions/${own?.id}`)).status).toBe(204);
    expect((await third.get('/me')).status).toBe(401);
  });

  it('changes the own profile and password, and signs out', async () => {
    const ann = await signIn('acme', 'ann');
    const profile = await ann.call('PATCH', '/me', { body: { timeZone: 'Europe/Zurich' } });
    expect(profile).toMatchObject({ status: 200, body: { user: { timeZone: 'Europe/Zurich' } } });
    const newPassword = 'Another-Horse-9-Battery';
    const proven = await ann.post<RenewedSession>('/me/step-up', { password: PASSWORD });
    expect(proven.status).toBe(200);
    const sure = api.as({ token: proven.body.accessToken ?? '' });
    const changed = await sure.post('/me/password', { currentPassword: PASSWORD, newPassword });
    expect(changed).toMatchObject({ status: 200, body: { session: { current: true } } });
    const again = await signIn('acme', 'ann', newPassword);
    expect((await again.post('/auth/sign-out')).status).toBe(204);
    expect((await again.get('/me')).status).toBe(401);
  });

  it('signs in with a temporary password, which has to be changed on the way', async () => {
    const { temporaryPassword } = users[1] as CreatedUser;
    const first = { domain: 'acme', username: 'ben', password: temporaryPassword, delivery: 'bearer' };
    const step = await api.anybody.post<SignInResult>('/auth/sign-in', first);
    expect(step.body.status).toBe('password_change_required');
    const { challenge } = step.body as Extract<SignInResult, { challenge: string }>;
    const same = await api.anybody.post<ProblemBody>('/auth/sign-in/password', {
      challenge,
      newPassword: temporaryPassword,
    });
    expect(same).toMatchObject({ status: 422, body: { errors: [{ code: 'same-as-current' }] } });
    const weak = await api.anybody.post<ProblemBody>('/auth/sign-in/password', { challenge, newPassword: 'weak' });
    expect(weak).toMatchObject({ status: 422, body: { code: 'password-refused' } });
    const done = await api.anybody.post<SignedIn>('/auth/sign-in/password', { challenge, newPassword: PASSWORD });
    expect(done).toMatchObject({ status: 200, body: { status: 'signed_in', user: { username: 'Ben' } } });
    expect((await api.as({ token: done.body.accessToken ?? '' }).get('/me')).status).toBe(200);
    const replay = await api.anybody.post('/auth/sign-in/password', { challenge, newPassword: `${PASSWORD}-2` });
    expect(replay.status).toBe(401);
    expect((await api.anybody.post('/auth/sign-in', first)).status).toBe(401);
  });

  it('takes an invitation once', async () => {
    const token = await tokenFor(api, acme, users[2] as User);
    expect((await api.anybody.post('/auth/password-reset', { token, newPassword: PASSWORD })).status).toBe(204);
    expect((await api.anybody.post('/auth/password-reset', { token, newPassword: PASSWORD })).status).toBe(401);
    await signIn('acme', 'cyd');
  });

  it('deletes a user for good, whose name the events keep', async () => {
    const { id } = users[0] as User;
    const { version } = (await boss.get<User>(`/users/${id}`)).body;
    expect((await boss.delete(`/users/${id}`)).status).toBe(428);
    expect((await boss.delete(`/users/${id}`, { version: 1 })).status).toBe(412);
    expect((await boss.delete(`/users/${id}?confirm=ben`, { version })).status).toBe(422);
    expect((await boss.delete(`/users/${id}?confirm=ANN`, { version })).status).toBe(200);
    expect((await boss.get(`/users/${id}`)).status).toBe(404);
    const [event] = await eventsOf('type=user.deleted');
    expect(event).toMatchObject({ actor: { username: 'boss' }, subject: { kind: 'user', id, name: 'ann' } });
  });

  it('AUD-01 has the events of all that, before and after, with who, from where and in which request', async () => {
    const reason = 'Ticket 4711';
    const renamed = await boss.patch<User>(
      `/users/${users[4]?.id}`,
      1,
      { lastName: 'Adams' },
      { headers: { 'x-reason': reason } },
    );
    const events = await eventsOf(`requestId=${renamed.headers.get('x-request-id')}`);
    expect(events).toEqual([
      {
        id: expect.any(String),
        sequence: expect.any(Number),
        at: expect.stringMatching(/^20\d\d-.*Z$/),
        type: 'user.updated',
        outcome: 'success',
        actor: { id: acme.administrator.id, username: 'boss', domain: 'acme' },
        subject: { kind: 'user', id: users[4]?.id, name: 'eve' },
        changes: [{ field: 'lastName', before: 'Even', after: 'Adams' }],
        address: '127.0.0.1',
        device: expect.any(String),
        sessionId: expect.any(String),
        requestId: renamed.headers.get('x-request-id'),
        reason,
        detail: null,
      },
    ]);
    expect((await boss.get(`/audit-events/${events[0]?.id}`)).body).toEqual(events[0]);
    const ofUser = await boss.get<Page<AuditEvent>>(`/users/${users[4]?.id}/audit-events`);
    expect(ofUser.body.items.map(({ type }) => type)).toEqual(['user.updated', 'user.created']);
    const told = new Set((await eventsOf('limit=200')).map(({ type }) => type));
    expect([...told].sort()).toEqual([
      'access.refused',
      'domain.created',
      'password.changed',
      'profile.updated',
      'session.ended',
      'session.proven',
      'sign-in.refused',
      'sign-in.step',
      'sign-in.succeeded',
      'sign-out',
      'user.created',
      'user.deleted',
      'user.disabled',
      'user.enabled',
      'user.updated',
    ]);
  });

  it('helps who can not sign in: unlocks, invites again, sets and resets passwords', async () => {
    const newcomer = { username: 'fay', firstName: 'Fay', lastName: 'Moss', email: 'fay@example.org' };
    const { body: fay } = await boss.post<CreatedUser>('/users', {
      ...newcomer,
      roleId: roles['read-only'],
      initialPassword: 'invitation',
    });
    const path = `/users/${fay.id}`;
    expect((await boss.post(`${path}/invitation`)).status).toBe(202);
    const invitation = await tokenFor(api, acme, fay);
    const link = await api.anybody.post<ResetLink>('/auth/password-reset/check', { token: invitation });
    expect(link.body).toMatchObject({ username: 'fay', domain: 'acme', purpose: 'invitation' });
    expect((await boss.call('PUT', `${path}/password`, { body: { newPassword: PASSWORD } })).status).toBe(200);
    await signIn('acme', 'fay');

    await api.database.sql(`UPDATE app_user SET locked_until = now() + interval '1 hour' WHERE id = $1`, [fay.id]);
    expect((await boss.post<UserDetail>(`${path}/unlock`)).body).toMatchObject({ lockedUntil: null });
    const demanded = await boss.post<UserDetail>(`${path}/require-password-change`, { compromised: true });
    expect(demanded.body).toMatchObject({ mustChangePassword: true });
    const made = await boss.post<TemporaryPassword>(`${path}/password-reset`, { method: 'temporary' });
    expect(made.body.temporaryPassword).toHaveLength(24);
    expect((await boss.post(`${path}/password-reset`, { method: 'email' })).status).toBe(202);
    const reset = { token: await tokenFor(api, acme, fay, 'password-reset'), newPassword: 'Another-Horse-7-Battery' };
    expect((await api.anybody.post('/auth/password-reset', reset)).status).toBe(204);
    await signIn('acme', 'fay', reset.newPassword);
    const forgotten = await api.anybody.post('/auth/password-reset/request', { domain: 'acme', username: 'fay' });
    expect(forgotten).toMatchObject({ status: 202, text: '' });
  });

  it('makes a role, changes it, gives it to somebody and deletes it', async () => {
    const { body: templates } = await boss.get<Page<OfferedRoleTemplate>>('/roles/templates');
    const [analyst] = templates.items.filter(({ key }) => key === 'siem-security-analyst');
    const input = { name: analyst?.name, permissions: analyst?.permissions };
    const { body: role } = await boss.post<RoleDetail>('/roles', input);
    expect(role).toMatchObject({ name: 'Security Analyst', holders: 0, version: 1 });
    const eve = users[4] as User;
    const { version } = (await boss.get<User>(`/users/${eve.id}`)).body;
    expect((await boss.patch<User>(`/users/${eve.id}`, version, { roleId: role.id })).body.role.id).toBe(role.id);
    const changed = await boss.patch<RoleDetail>(`/roles/${role.id}`, 1, { description: 'Watches' });
    expect(changed.body).toMatchObject({ description: 'Watches', holders: 1, version: 2 });
    const access = (await boss.get<UserAccess>(`/users/${eve.id}/access`)).body;
    expect(access.granted[0]).toMatchObject({ permission: 'events:read', via: { name: 'Security Analyst' } });
    const foreseen = await boss.post<AccessPreview>(`/users/${eve.id}/access/preview`, { roleId: roles['operator'] });
    expect(foreseen.body).toMatchObject({ before: { id: role.id }, blocked: null });
    const who = await boss.get<Page<PermissionHolder>>('/permissions/data:update/holders');
    expect(who.body.items.map(({ user, scope }) => [user.username, scope])).toEqual([
      ['boss', 'domain'],
      ['eve', 'own'],
    ]);
    const question = { username: 'eve', permission: 'alerts:delete' };
    expect((await boss.post<AccessAnswer>('/access/check', question)).body.allowed).toBe(true);
    expect((await boss.delete(`/roles/${role.id}`, { version: 2 })).status).toBe(409);
    const moved = await boss.delete(`/roles/${role.id}?moveTo=${roles['operator']}`, { version: 2 });
    expect(moved).toMatchObject({ status: 200, body: { movedUsers: 1 } });
    const back = await boss.post<UserDetail>(`/users/${eve.id}/versions/${version}/restore`);
    expect(back.body).toMatchObject({ lastName: 'Adams', role: { name: 'Read-only' } });
    const now = encodeURIComponent(new Date().toISOString());
    const past = await boss.get<UserAsOf>(`/users/${eve.id}/as-of?at=${now}`);
    expect(past.body).toMatchObject({ permissionsKnown: true, totpStatus: 'not_enrolled', sessions: [] });
  });

  it('adds a directory, tests, changes and switches it, and deletes it', async () => {
    // Nobody listens there: a test says so, and is a test all the same.
    const config = { ...LDAP_PRESETS.openldap, url: 'ldap://127.0.0.1:9', baseDn: 'dc=acme', schedule: null };
    const tried = await boss.post<LdapTestResult>('/providers/test', { kind: 'ldap', config });
    expect(tried.body.steps.map(({ name, ok }) => [name, ok])).toEqual([
      ['resolve', true],
      ['connect', false],
    ]);
    const made = await boss.post<ProviderDetail>('/providers', { kind: 'ldap', name: 'Head office', config });
    const path = `/providers/${made.body.id}`;
    expect((await boss.post<LdapTestResult>(`${path}/test`)).body.entries).toEqual([]);
    expect((await boss.patch<ProviderDetail>(path, 1, { name: 'Branch' })).body.name).toBe('Branch');
    expect((await boss.get<Page<Provider>>('/providers')).body.items.map(({ name }) => name)).toEqual(['Branch']);
    expect((await boss.post<ProviderDetail>(`${path}/disable`)).body.enabled).toBe(false);
    expect((await boss.post<ProviderDetail>(`${path}/enable`)).body.actions).toContain('sync');
    await boss.post(`${path}/disable`);
    const { version } = (await boss.get<ProviderDetail>(path)).body;
    expect((await boss.delete(`${path}?confirm=branch`, { version })).status).toBe(204);
  });

  it('adds an identity provider, tries it, signs in by it and out again', async () => {
    const fake = await OidcFake.start();
    const { attributes } = OIDC_PRESETS.generic;
    const config = { issuer: fake.issuer, clientId: fake.clientId, clientSecret: 'a secret', attributes };
    const { draft, endpoints } = (await boss.get<ProviderDraft>('/providers/draft')).body;
    const wanted = { kind: 'oidc', name: 'Head office', config, draft };
    const made = await boss.post<ProviderDetail<'oidc'>>('/providers', wanted);
    expect(made.body.endpoints).toEqual(endpoints.oidc);
    const path = `/providers/${made.body.id}`;
    fake.userInfo = { preferred_username: 'olga', given_name: 'Olga', family_name: 'Outside' };
    const throughIt = async (start: string) => {
      const away = await api.anybody.get(start);
      const asked = new URL(away.headers.get('location') ?? '').searchParams;
      fake.nonce = asked.get('nonce') ?? '';
      const [cookie = ''] = (away.headers.get('set-cookie') ?? '').split(';');
      const back = `/auth/oidc/${made.body.id}/callback?code=x&state=${asked.get('state') ?? ''}`;
      return api.anybody.get(back, { headers: { cookie } });
    };
    const test = (await boss.post<SsoTestStarted>(`${path}/test`)).body;
    await throughIt(test.url.slice(test.url.indexOf('/auth/')));
    const found = await boss.get<SsoTestResult>(`${path}/tests/${test.testId}`);
    expect(found.body).toMatchObject({ state: 'succeeded', outcome: 'new-user' });

    const there = await throughIt(`/auth/sso/${made.body.id}/start?returnTo=/me`);
    expect({ status: there.status, location: there.headers.get('location') }).toEqual({ status: 303, location: '/me' });
    const [olga] = (await boss.get<Page<User>>('/users?loginMethod=oidc')).body.items;
    expect(olga).toMatchObject({ username: 'olga', source: fake.issuer });
    const out = await api.anybody.call('POST', `/auth/oidc/${made.body.id}/back-channel-logout`, {
      raw: `logout_token=${await fake.logoutToken({ sub: 'sub-1' })}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(out.status).toBe(200);
    await boss.delete(`/users/${olga?.id}?confirm=olga`, { version: olga?.version ?? 1 });
    await boss.post(`${path}/disable`);
    const { version } = (await boss.get<ProviderDetail<'oidc'>>(path)).body;
    expect((await boss.delete(`${path}?confirm=head office`, { version })).status).toBe(204);
    await fake.close();
  });

  it('adds a SAML provider, changes keys and metadata, and somebody comes and goes by it', async () => {
    const peer = await SamlPeer.start();
    try {
      const config = { metadataUrl: `${peer.url}/metadata`, attributes: SAML_PRESETS.generic.attributes };
      const made = await boss.post<ProviderDetail<'saml'>>('/providers', { kind: 'saml', name: 'Campus', config });
      const { id, endpoints } = made.body;
      const path = `/providers/${id}/saml`;
      expect((await boss.get<SamlUpkeep>(path)).body.keys).toHaveLength(1);
      await boss.post(`${path}/keys`);
      expect((await boss.delete<SamlUpkeep>(`${path}/keys`)).body.keys).toHaveLength(1);
      expect((await boss.post<SamlUpkeep>(`${path}/keys`)).body.keys).toHaveLength(2);
      expect((await boss.post<SamlUpkeep>(`${path}/keys/finish`)).body.keys).toHaveLength(1);
      await peer.addKey();
      expect((await boss.post<SamlUpkeep>(`${path}/metadata/read`)).body.metadata.pending).not.toBeNull();
      expect((await boss.post<SamlUpkeep>(`${path}/metadata/adopt`)).body.metadata.pending).toBeNull();
      const provider = made.body;
      await introduce(api, peer, { provider });
      expect(peer.client?.acsUrl).toBe(endpoints.acsUrl);
      peer.person = { id: 'sam-1', claims: { uid: 'sam', givenName: 'Sam', sn: 'Lee', mail: 'sam@acme.example' } };
      const left = await leave(api, { provider });
      const { response } = await visit(left);
      expect((await bring(api, { provider }, left, response)).status).toBe(303);
      const [sam] = (await boss.get<Page<User>>('/users?loginMethod=saml')).body.items;
      expect(sam).toMatchObject({ username: 'sam', role: { name: 'Read-only' } });
      const slo = `/auth/saml/${id}/slo`;
      expect((await api.anybody.get(`${slo}?SAMLResponse=x`)).status).toBe(303);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      expect((await api.anybody.call('POST', slo, { raw: 'SAMLResponse=x', headers })).status).toBe(303);
      await boss.post(`/providers/${id}/disable`);
      const { version } = (await boss.get<ProviderDetail<'saml'>>(`/providers/${id}`)).body;
      expect((await boss.delete(`/providers/${id}?confirm=campus`, { version })).status).toBe(204);
    } finally {
      await peer.close();
    }
  });

  it('sees and cancels background jobs', async () => {
    const id = newId();
    await api.get(UnitOfWork).write(inDomain(acme), async (tx) => {
      await tx.sql(`INSERT INTO job (id, domain_id, kind) VALUES ($1, $2, 'import')`, [id, acme.id]);
      return { result: undefined, unchanged: true };
    });
    expect((await boss.get<Page<Job>>('/jobs')).body.items).toMatchObject([{ id, kind: 'import', state: 'queued' }]);
    expect((await boss.get<Job>(`/jobs/${id}`)).body.state).toBe('queued');
    expect((await boss.post<Job>(`/jobs/${id}/cancel`)).body.state).toBe('cancelled');
  });

  it('changes many users at once, follows it, takes it back, and exports whom there are', async () => {
    const one = users.find(({ username }) => username !== 'boss');
    const wanted = { action: 'require-two-factor', filter: { q: one?.username } };
    const job = (await boss.post<Job>('/users/bulk', wanted)).body;
    expect((await boss.get(`/jobs/${job.id}/events`)).text).toContain('event: end');
    expect((await boss.get<Page<BulkItem>>(`/jobs/${job.id}/items`)).body.items).not.toEqual([]);
    const back = await boss.post<Job>(`/jobs/${job.id}/reverse`);
    expect({ status: back.status, kind: back.body.kind }).toEqual({ status: 202, kind: 'bulk-waive-two-factor' });
    expect((await boss.get(`/jobs/${back.body.id}/events`)).text).toContain('"state":"succeeded"');
    expect((await boss.get('/users/export')).text).toContain('boss');
  });

  it('keeps views of the list, and looks for accounts that nobody needs', async () => {
    const view = (await boss.post<UserView>('/users/views', { name: 'Locked', filters: { status: 'locked' } })).body;
    expect((await boss.get<Page<UserView>>('/users/views')).body.items).toEqual([view]);
    const shared = (await boss.patch<UserView>(`/users/views/${view.id}`, 1, { shared: true })).body;
    expect(shared).toMatchObject({ shared: true, version: 2 });
    expect((await boss.delete(`/users/views/${view.id}`, { version: 2 })).status).toBe(204);
    expect((await boss.get<Hygiene>('/statistics/hygiene')).body.findings).toHaveLength(4);
  });

  it('imports users from a file, and takes it back', async () => {
    expect((await boss.get('/users/imports/template')).text).toContain('username,email,firstName');
    const file = 'username,firstName,lastName,role\nivan,Ivan,Import,Read-only\n';
    const { body } = await upload(api.url, boss, file);
    const path = `/users/imports/${body.id}`;
    await importIn(boss, body.id, 'ready');
    expect((await boss.get<Page<ImportRow>>(`${path}/rows`)).body.items).toMatchObject([{ username: 'ivan' }]);
    expect((await boss.get(`${path}/errors.csv`)).text).not.toContain('ivan');
    expect((await boss.get<Page<Import>>('/users/imports')).body.total.value).toBe(1);
    const confirmed = await boss.post<Import>(`${path}/confirm?dryRun=true`);
    expect(confirmed.status).toBe(200);

    await api.database.sql(
      `UPDATE user_import SET state = 'applying', confirmed_at = now(), confirmer = uploader WHERE id = $1`,
      [body.id],
    );
    await api.database.sql(`UPDATE job SET state = 'queued', created_at = now() + interval '1 day' WHERE id = $1`, [
      body.jobId,
    ]);
    expect((await boss.post<Import>(`${path}/pause`)).body.paused).toBe(true);
    expect((await boss.post<Import>(`${path}/resume`)).body.paused).toBe(false);
    expect((await importIn(boss, body.id, 'succeeded')).outcomes.created).toBe(1);
    expect((await boss.get(`${path}/result.csv`)).text).toContain('ivan,created');
    expect((await boss.post(`${path}/undo`)).status).toBe(202);
    expect((await importIn(boss, body.id, 'undone')).undone.deleted).toBe(1);
    const discarded = await upload(api.url, boss, file);
    expect((await boss.delete<Import>(`/users/imports/${discarded.body.id}`)).body.state).toBe('cancelled');
  });

  it('previews what a sync of a directory would do, and reads why it was stopped', async () => {
    const config = { ...LDAP_PRESETS.openldap, url: 'ldap://127.0.0.1:9', baseDn: 'dc=acme', schedule: null };
    const made = await boss.post<ProviderDetail>('/providers', { kind: 'ldap', name: 'Away', config });
    const path = `/providers/${made.body.id}`;
    const started = await boss.post<SyncStarted>(`${path}/sync`, { mode: 'plan' });
    expect(started.status).toBe(202);
    const run = `${path}/syncs/${started.body.syncId}`;
    let state = 'reading';
    while (state === 'reading') ({ state } = (await boss.get<SyncRun>(run)).body);
    expect((await boss.get<Page<SyncRun>>(`${path}/syncs`)).body.items).toMatchObject([
      { state: 'stopped', stoppedBecause: 'directory-unavailable', jobId: started.body.jobId },
    ]);
    expect((await boss.get<Page<SyncChange>>(`${run}/changes`)).body.items).toEqual([]);
  });

  it('chooses policies for the system and stricter ones for a Domain, after a look at whom they concern', async () => {
    const inside = `/domains/${acme.id}`;
    const change = { passwords: { minLength: 13 } };
    expect((await system.post<SettingsPreview>('/settings/preview', change)).status).toBe(200);
    const { version } = (await system.get<Settings>('/settings')).body;
    const changed = await system.patch<Settings>('/settings', version, change);
    expect(changed.body.passwords.minLength).toEqual({ value: 13, origin: 'global', locked: false });
    expect((await boss.patch(`${inside}/settings`, 1, { passwords: { minLength: 12 } })).status).toBe(422);
    expect((await boss.post(`${inside}/settings/preview`, { twoFactor: { required: true } })).status).toBe(200);
    const before = (await boss.get<Settings>(`${inside}/settings`)).body;
    const lockout = await boss.patch<Settings>(`${inside}/settings`, before.version, { lockout: { maxFailures: 4 } });
    expect(lockout.body.lockout.maxFailures).toMatchObject({ value: 4, origin: 'domain', floor: 5 });
    const nist = await boss.call<PasswordPolicyReport>('PUT', `${inside}/password-policy`, { body: { mode: 'nist' } });
    expect(nist.body).toMatchObject({ mode: 'nist', effective: { minLength: 15, requireUpper: false } });
    const report = await boss.get<PasswordPolicyReport>(`${inside}/password-policy`);
    expect(report.body.deviations).toEqual([]);
  });

  it('sets up a second factor, signs in with it and with a recovery code, and has it reset', async () => {
    const input = { firstName: 'Two', lastName: 'Factors', roleId: roles['operator'], password: PASSWORD };
    const made = await boss.post<CreatedUser>('/users', { ...input, username: 'careful', twoFactorRequired: true });
    const login = { domain: 'acme', username: 'careful', password: PASSWORD, delivery: 'bearer' };
    const first = await api.anybody.post<NextStep>('/auth/sign-in', login);
    expect(first.body.status).toBe('second_factor_enrolment_required');
    const { challenge } = first.body;
    await steadyStep();
    const begun = await api.anybody.post<Enrolment>('/auth/sign-in/second-factor/enrolment', { challenge });
    const code = codeOf(begun.body.secret);
    const done = await api.anybody.post<SignedIn>('/auth/sign-in/second-factor/enrolment/confirm', { challenge, code });
    expect(done.body.recoveryCodes).toHaveLength(10);
    const self = api.as({ token: done.body.accessToken ?? '' });
    expect((await self.get<SecondFactorState>('/me/totp')).body).toMatchObject({ enrolled: true, requiredBy: 'user' });

    const proofs = [{ code: codeOf(begun.body.secret, 1) }, { recoveryCode: done.body.recoveryCodes?.[0] }];
    for (const proof of proofs) {
      const again = await api.anybody.post<NextStep>('/auth/sign-in', login);
      expect(again.body.status).toBe('second_factor_required');
      const step = { challenge: again.body.challenge, ...proof };
      const answer = await api.anybody.post<SignedIn>('/auth/sign-in/second-factor', step);
      expect(answer.body.status).toBe('signed_in');
    }
    expect((await boss.get<SignInCheck>(`/users/${made.body.id}/sign-in-check`)).body).toMatchObject({
      canSignIn: true,
      secondFactor: { enrolled: true, recoveryCodesLeft: 9 },
    });
    const reset = await boss.post<DisabledUser>(`/users/${made.body.id}/totp/reset`);
    expect(reset.body).toMatchObject({ user: { totpStatus: 'not_enrolled' }, endedSessions: 1 });
    expect(
      (await boss.delete(`/users/${made.body.id}?confirm=careful`, { version: reset.body.user.version })).status,
    ).toBe(200);
  });

  it('keeps an own second factor, renews its recovery codes and switches it off', async () => {
    await steadyStep();
    const { secret } = await enrol(boss);
    expect(secret).toHaveLength(32);
    expect(
      (await boss.post<RecoveryCodes>('/me/recovery-codes', { password: PASSWORD })).body.recoveryCodes,
    ).toHaveLength(10);
    expect((await boss.delete('/me/totp', { body: { password: PASSWORD } })).status).toBe(204);
    expect((await boss.get<SecondFactorState>('/me/totp')).body.enrolled).toBe(false);
    expect((await boss.delete<EndedAccess>('/me/sessions')).body.endedSessions).toBe(0);
  });

  it('looks into another Domain as System Administrator, by its name', async () => {
    const inside = system.with({ 'x-domain': 'acme' });
    expect((await inside.get<Me>('/me')).body).toMatchObject({ home: { name: 'primary' }, domain: { name: 'acme' } });
    expect((await inside.get<Page<User>>('/users')).body.total.value).toBe(9);
    expect((await system.get<Page<User>>('/users')).body.total.value).toBe(1);
    expect((await system.with({ 'x-domain': 'nowhere' }).get('/users')).status).toBe(404);
    expect((await boss.with({ 'x-domain': 'primary' }).get('/users')).status).toBe(404);
  });

  it('edits, disables, enables and deletes the Domain', async () => {
    const path = `/domains/${acme.id}`;
    expect((await system.get<Page<Domain>>('/domains')).body.items.map(({ name }) => name)).toEqual([
      'acme',
      'primary',
    ]);
    expect((await boss.get<Page<Domain>>('/domains')).body.items.map(({ name }) => name)).toEqual(['acme']);
    const edited = await system.patch<Domain>(path, 1, {
      displayName: 'Acme',
      banner: { text: 'Test', color: '#345390' },
    });
    expect(edited).toMatchObject({ status: 200, body: { displayName: 'Acme', version: 2 } });
    expect((await system.patch(path, 1, { displayName: 'x' })).status).toBe(412);
    expect((await system.delete(`${path}?confirm=acme`, { version: 2 })).status).toBe(409);

    expect((await system.post(`${path}/disable`)).status).toBe(200);
    expect((await boss.get('/me')).status).toBe(401);
    expect((await system.post(`${path}/enable`)).status).toBe(200);
    expect((await boss.get('/me')).status).toBe(401);
    expect((await system.post(`${path}/disable`)).status).toBe(200);
    const { version } = (await system.get<Domain>(path)).body;
    expect((await system.delete(`${path}?confirm=other`, { version })).status).toBe(422);
    expect((await system.delete(`${path}?confirm=acme`, { version })).status).toBe(204);
    expect((await system.get(path)).status).toBe(404);
    const [event] = (await system.get<Page<AuditEvent>>('/audit-events?type=domain.deleted')).body.items;
    expect(event).toMatchObject({ subject: { kind: 'domain', id: acme.id, name: 'acme' } });
  });

  it('needed every route there is', () => {
    const succeeded = new Set(
      api.log
        .map((line) => JSON.parse(line) as { method?: string; route?: string; status?: number })
        .filter(({ status = 500 }) => status < 400)
        .map(({ method, route }) => `${method} ${route?.replace('/api/v1', '') ?? ''}`),
    );
    const names = routesOf(api.app).map(({ name }) => name.replace('//', '/'));
    expect(names.filter((name) => !succeeded.has(name))).toEqual([]);
  });
});

/** The token of the newest mail of that kind, which waits in the outbox. */
async function tokenFor(api: TestApi, domain: Domain, user: User, kind = 'invitation'): Promise<string> {
  return api.get(UnitOfWork).read(inDomain(domain), async (tx) => {
    const box = await api.get(Boxes).of(tx, domain.id);
    const waiting = await tx.sql<{ id: string; sealed: string }>(
      'SELECT id, sealed FROM outbox_message WHERE kind = $1 ORDER BY id DESC',
      [kind],
    );
    const letters = waiting.map(({ id, sealed }) => box.open(bodyPlace(id, domain.id), sealed).toString());
    const [letter] = letters
      .map((text) => JSON.parse(text) as { username: string; token: string })
      .filter(({ username }) => username === user.username);
    return letter?.token ?? '';
  });
}
