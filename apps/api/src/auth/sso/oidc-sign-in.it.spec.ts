import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OIDC_PRESETS, type AuditEvent, type Me, type Page, type ProviderDetail, type User } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { TestBrowser } from '../../../testing/browser.js';
import { Client } from '../../../testing/client.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { startOidcPeer, type OidcPeer } from '../../../testing/oidc-peer.js';

const BASE = 'http://wardkeep.test';
const SECRET = 'A secret: with/odd+characters=%&~!*_-.';

let api: TestApi;
let peer: OidcPeer;
let domain: GivenDomain;
let boss: Client;

const reach = (url: string) => url.replace(BASE, api.url);
const callbackAt = /\/api\/v1\/auth\/oidc\/[0-9a-f-]{36}\/callback/;
const NO_ENDPOINTS = { redirectUri: '', postLogoutRedirectUri: '', backChannelLogoutUri: '' };
const clientOf = (id: string, more: object = {}) => ({
  client_id: id,
  client_secret: SECRET,
  redirect_uris: [] as string[],
  ...more,
});

/** Providers are made before the peer, which has to know their addresses. */
const clients: Record<string, { id: string; provider: ProviderDetail<'oidc'> }> = {};

async function addProvider(clientId: string, wishes: object = {}): Promise<ProviderDetail<'oidc'>> {
  const config = {
    issuer: 'http://127.0.0.1:9',
    clientId,
    clientSecret: SECRET,
    attributes: OIDC_PRESETS.generic.attributes,
    ...wishes,
  };
  const made = await boss.post<ProviderDetail<'oidc'>>('/providers', { kind: 'oidc', name: aName('idp'), config });
  expect({ status: made.status, text: made.status === 201 ? '' : made.text }).toEqual({ status: 201, text: '' });
  clients[clientId] = { id: made.body.id, provider: made.body };
  return made.body;
}

/** The provider as it is, with these values changed. */
async function change(clientId: string, wishes: object): Promise<ProviderDetail<'oidc'>> {
  const path = `/providers/${clients[clientId]?.id}`;
  const { body: now } = await boss.get<ProviderDetail<'oidc'>>(path);
  const config = { ...now.config, ...wishes };
  const saved = await boss.patch<ProviderDetail<'oidc'>>(path, now.version, { config });
  expect({ status: saved.status, text: saved.status === 200 ? '' : saved.text }).toEqual({ status: 200, text: '' });
  return saved.body;
}

const startOf = (clientId: string, query = '') => `${BASE}/api/v1/auth/sso/${clients[clientId]?.id}/start${query}`;
const goTo = (browser: TestBrowser, clientId: string, query = '') =>
  browser.follow(startOf(clientId, query), (url) => callbackAt.test(url));

/** The whole way; answers where it ended. */
async function signIn(sub: string, { clientId = 'basic', query = '', browser = new TestBrowser(reach) } = {}) {
  peer.signsIn = sub;
  const end = await browser.open(await goTo(browser, clientId, query));
  const cookie = browser.cookie(BASE, 'wk');
  return { browser, status: end.status, location: end.location?.replace(BASE, '') ?? null, cookie };
}

const meOf = async (cookie: string | undefined) =>
  (await new Client(api.url, { cookie: `wk=${cookie ?? ''}` }).get<Me>('/me')).body;

const userOf = async (username: string) =>
  (await boss.get<Page<User>>(`/users?q=${username}&limit=10`)).body.items.find((user) => user.username === username);

const newestFailure = async (clientId = 'basic') =>
  (await boss.get<ProviderDetail<'oidc'>>(`/providers/${clients[clientId]?.id}`)).body.failures[0];

const person = (username: string, more: object = {}) => {
  const sub = `sub-${username}`;
  peer.people.set(sub, {
    preferred_username: username,
    given_name: 'Ada',
    family_name: 'Lovelace',
    email: `${username}@example.org`,
    email_verified: true,
    ...more,
  });
  return sub;
};

beforeAll(async () => {
  api = await startApi({
    settings: { allowedNetworks: ['127.0.0.0/8'], lockout: { addressSlowAfter: 900, addressRefuseAfter: 1000 } },
  });
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  const operator = domain.roles.operator ?? '';
  const groupRoles = [{ group: 'operators', roleId: operator }];
  await addProvider('basic', { groupRoles });
  await addProvider('post', { tokenEndpointAuthMethod: 'client_secret_post' });
  await addProvider('strict', { groupRoles, whenNoRole: 'deny', reevaluateRole: true });
  await addProvider('nobody-new', { jit: false });
  const ends = (clientId: string) => {
    const { redirectUri, postLogoutRedirectUri, backChannelLogoutUri } =
      clients[clientId]?.provider.endpoints ?? NO_ENDPOINTS;
    return {
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [postLogoutRedirectUri],
      backchannel_logout_uri: backChannelLogoutUri,
      backchannel_logout_session_required: true,
    };
  };
  peer = await startOidcPeer({
    reach,
    clients: [
      clientOf('basic', ends('basic')),
      clientOf('post', { ...ends('post'), token_endpoint_auth_method: 'client_secret_post' }),
      clientOf('strict', ends('strict')),
      clientOf('nobody-new', ends('nobody-new')),
    ],
  });
  for (const clientId of Object.keys(clients)) {
    await change(clientId, { issuer: peer.issuer, clientSecret: SECRET });
    const { id, version } = (await boss.get<ProviderDetail>(`/providers/${clients[clientId]?.id}`)).body;
    expect(version).toBe(2);
    await boss.post(`/providers/${id}/enable`);
  }
}, 60_000);

afterAll(async () => {
  await api.close();
  await peer.close();
});

describe('signing in at an OpenID provider', () => {
  let name: string;
  beforeEach(() => {
    name = aName('ann');
  });

  it('offers its button, and leads there and back to where one wanted to go', async () => {
    const { body } = await api.anybody.get<{ sso: object[] }>(`/auth/methods?domain=${domain.name}`);
    expect(body.sso).toContainEqual({
      id: clients['basic']?.id,
      name: clients['basic']?.provider.name,
      protocol: 'oidc',
      startUrl: `/api/v1/auth/sso/${clients['basic']?.id}/start`,
    });
    const { status, location, cookie } = await signIn(person(name), { query: '?returnTo=/users?status=active' });
    expect({ status, location }).toEqual({ status: 303, location: '/users?status=active' });
    expect((await meOf(cookie)).user).toMatchObject({ username: name, loginMethod: 'oidc' });
  });

  it('OID-07 leads nowhere else', async () => {
    const { location } = await signIn(person(name), { query: '?returnTo=//evil.example' });
    expect(location).toBe('/');
  });

  it('OID-04 asks with PKCE, state, nonce and the exact redirect URI', async () => {
    const browser = new TestBrowser(reach);
    const { location } = await browser.open(startOf('basic'));
    const asked = new URL(location ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      redirect_uri: clients['basic']?.provider.endpoints.redirectUri,
    });
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(asked.get(secret)?.length).toBeGreaterThan(40);
  });

  it('FED-01 makes the user at the first sign-in with the mapped role, and knows it at the second', async () => {
    const sub = person(name, { groups: ['staff', 'Operators'] });
    const first = await meOf((await signIn(sub)).cookie);
    expect(first.user).toMatchObject({
      username: name,
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: `${name}@example.org`,
      role: { name: 'Operator' },
      loginMethod: 'oidc',
      source: peer.issuer,
    });
    peer.people.set(sub, { ...peer.people.get(sub), family_name: 'King', groups: [] });
    const second = await meOf((await signIn(sub)).cookie);
    expect(second.user).toMatchObject({ id: first.user.id, lastName: 'King', role: { name: 'Operator' } });
    const { items } = (await boss.get<Page<AuditEvent>>(`/audit-events?q=${name}&limit=50`)).body;
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['user.created', 'sign-in.succeeded']));
    expect(items.find(({ type }) => type === 'user.created')?.detail).toContain('first sign-in from');
  });

  it('FED-01 gives Read-only to who has no group, in the Domain of the provider alone', async () => {
    const { cookie } = await signIn(person(name, { domain: 'primary', groups: ['System Administrator', '__proto__'] }));
    expect(await meOf(cookie)).toMatchObject({ user: { role: { name: 'Read-only' } }, home: { name: domain.name } });
  });

  it('proves itself in the body where the provider wants it there', async () => {
    expect((await signIn(person(name), { clientId: 'post' })).location).toBe('/');
  });

  it('follows the groups at each sign-in where it is to, and refuses who has none', async () => {
    const sub = person(name, { groups: ['operators'] });
    const { body: role } = await boss.post<{ id: string }>('/roles', { name: aName('auditors'), permissions: [] });
    await change('strict', {
      groupRoles: [
        { group: 'operators', roleId: domain.roles.operator },
        { group: 'auditors', roleId: role.id },
      ],
    });
    expect((await meOf((await signIn(sub, { clientId: 'strict' })).cookie)).user.role.name).toBe('Operator');
    peer.people.set(sub, { ...peer.people.get(sub), groups: 'auditors' });
    expect((await meOf((await signIn(sub, { clientId: 'strict' })).cookie)).user.role.id).toBe(role.id);
    peer.people.set(sub, { ...peer.people.get(sub), groups: [] });
    expect((await signIn(sub, { clientId: 'strict' })).location).toContain('sso=refused');
    expect(await newestFailure('strict')).toMatchObject({ reason: 'no-role' });
  });

  it('makes nobody where first sign-ins make no users', async () => {
    expect((await signIn(person(name), { clientId: 'nobody-new' })).location).toContain('sso=refused');
    expect(await newestFailure('nobody-new')).toMatchObject({ reason: 'not-provisioned' });
    expect(await userOf(name)).toBeUndefined();
  });

  it('LOG-06 refuses the disabled with a reference that tells nothing, and keeps why', async () => {
    const sub = person(name);
    const { user } = await meOf((await signIn(sub)).cookie);
    await boss.post(`/users/${user.id}/disable`);
    const { location, status, cookie } = await signIn(sub);
    expect(status).toBe(303);
    const told = new URL(location ?? '', BASE);
    expect(told.pathname).toBe('/sign-in');
    expect(Object.fromEntries(told.searchParams)).toEqual({
      sso: 'refused',
      domain: domain.name,
      reference: expect.stringMatching(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/) as unknown,
    });
    expect(cookie).toBeUndefined();
    const failure = await newestFailure();
    expect(failure).toMatchObject({ reason: 'disabled', subject: sub, reference: told.searchParams.get('reference') });
    const { items } = (await boss.get<Page<AuditEvent>>(`/audit-events?subject=${user.id}&type=sign-in.refused`)).body;
    expect(items[0]).toMatchObject({ outcome: 'refused', detail: 'disabled' });
  });

  it.each([
    { verified: true, reason: 'email-taken' },
    { verified: false, reason: null },
    { verified: 'false', reason: null },
    { verified: undefined, reason: 'email-taken' },
  ])('OID-05 never enters the account of an email, email_verified: $verified', async ({ verified, reason }) => {
    const email = `${aName('boss')}@example.org`;
    const other = await api.given.user(domain, { email, role: 'domain-administrator' });
    const { location, cookie } = await signIn(person(name, { email, email_verified: verified }));
    if (reason === null) {
      expect((await meOf(cookie)).user).toMatchObject({ username: name, email: null });
    } else {
      expect(location).toContain('sso=refused');
      expect(await newestFailure()).toMatchObject({ reason });
    }
    const { body } = await boss.get<User>(`/users/${other.id}`);
    expect(body).toMatchObject({ loginMethod: 'standard', lastLoginAt: null });
  });

  it.each(['standard', 'ldap', 'saml'] as const)(
    'FED-02 takes over no user of another method: %s',
    async (loginMethod) => {
      await api.given.user(domain, { username: name, loginMethod });
      expect((await signIn(person(name))).location).toContain('sso=refused');
      expect(await newestFailure()).toMatchObject({ reason: 'username-taken' });
      expect((await userOf(name))?.loginMethod).toBe(loginMethod);
    },
  );

  it('FED-02 lets nobody edit the user, but enable, disable and delete', async () => {
    const { user } = await meOf((await signIn(person(name))).cookie);
    const edited = await boss.patch(`/users/${user.id}`, user.version, { firstName: 'Eve' });
    expect(edited).toMatchObject({ status: 422, body: { code: 'managed-elsewhere' } });
    const { body } = await boss.get<{ actions: string[] }>(`/users/${user.id}`);
    expect(body.actions).toEqual(['disable', 'delete', 'end-sessions']);
  });

  it('FED-03 makes one user of parallel first sign-ins, and of two providers one is refused', async () => {
    const sub = person(name);
    peer.signsIn = sub;
    const browsers = Array.from({ length: 6 }, () => new TestBrowser(reach));
    const back = await Promise.all(browsers.map((browser, n) => goTo(browser, n === 5 ? 'post' : 'basic')));
    const ends = await Promise.all(browsers.map((browser, n) => browser.open(back[n] ?? '')));
    const refused = ends.filter(({ location }) => location?.includes('sso=refused'));
    expect(ends.map(({ status }) => status)).toEqual(Array(6).fill(303));
    expect([1, 5]).toContain(refused.length);
    expect((await boss.get<Page<User>>(`/users?q=${name}`)).body.items).toHaveLength(1);
  });

  it('notices no change of the keys', async () => {
    const sub = person(name);
    expect((await signIn(sub)).location).toBe('/');
    await peer.rotateKeys();
    expect((await signIn(sub)).location).toBe('/');
  });

  it('OID-08 takes a callback once, however many bring it at the same time', async () => {
    const browser = new TestBrowser(reach);
    peer.signsIn = person(name);
    const callback = await goTo(browser, 'basic');
    const ends = await Promise.all(Array.from({ length: 8 }, () => browser.open(callback)));
    expect(ends.filter(({ location }) => location === `${BASE}/`)).toHaveLength(1);
    expect((await browser.open(callback)).location).toContain('sso=expired');
    const [row] = await api.database.sql<{ sessions: number }>(
      `SELECT count(*)::int AS sessions FROM session s JOIN app_user u ON u.id = s.user_id WHERE u.username = $1`,
      [name],
    );
    expect(row?.sessions).toBe(1);
  });

  it('OID-01 OID-09 refuses a callback without its state or from another browser', async () => {
    const browser = new TestBrowser(reach);
    peer.signsIn = person(name);
    const callback = await goTo(browser, 'basic');
    const path = callback.replace(`${BASE}/api/v1`, '');
    const without = path.replace(/&?state=[^&]*/, '');
    expect(await api.anybody.get(without)).toMatchObject({ status: 400, body: { code: 'sso-state-invalid' } });
    expect(await newestFailure()).toMatchObject({ reason: 'state-missing' });
    expect(await api.anybody.get(`${path}&state=another`)).toMatchObject({ status: 400 });
    expect(await api.anybody.get(path)).toMatchObject({ status: 400, body: { code: 'sso-state-invalid' } });
    expect(await newestFailure()).toMatchObject({ reason: 'other-browser' });
    // Whoever showed it used it up.
    expect((await browser.open(callback)).location).toContain('sso=expired');
    expect(await userOf(name)).toBeUndefined();
    const { items } = (await boss.get<Page<AuditEvent>>('/audit-events?type=sign-in.refused&limit=4')).body;
    expect(items.map(({ detail }) => detail?.split(':')[0])).toEqual([
      'state-unknown',
      'other-browser',
      'state-missing',
      'state-missing',
    ]);
  });

  it('OID-01 refuses the answer of one provider at another', async () => {
    const browser = new TestBrowser(reach);
    peer.signsIn = person(name);
    const callback = await goTo(browser, 'basic');
    const mixed = callback.replace(clients['basic']?.id ?? '', clients['post']?.id ?? '');
    expect((await browser.open(mixed)).location).toContain('sso=expired');
    expect(await newestFailure('post')).toMatchObject({ reason: 'other-provider' });
  });

  it('refuses a code of somebody else in a sign-in of its own', async () => {
    const [victim, thief] = [new TestBrowser(reach), new TestBrowser(reach)];
    peer.signsIn = person(name);
    const stolen = new URL(await goTo(victim, 'basic')).searchParams.get('code') ?? '';
    const own = new URL(await goTo(thief, 'basic'));
    own.searchParams.set('code', stolen);
    expect((await thief.open(own.href)).location).toContain('sso=refused');
    expect(await newestFailure()).toMatchObject({ reason: 'code-refused' });
  });

  it("OID-11 shows nothing of the provider's own words", async () => {
    const browser = new TestBrowser(reach);
    const { location } = await browser.open(startOf('basic'));
    const state = new URL(location ?? '').searchParams.get('state') ?? '';
    const told = '<script>alert(1)</script>';
    const query = new URLSearchParams({
      state,
      error: 'access_denied',
      error_description: told,
      error_uri: 'javascript:1',
    });
    const end = await browser.open(
      `${clients['basic']?.provider.endpoints.redirectUri}?${query.toString()}&iss=${peer.issuer}`,
    );
    expect(end.location).toContain('sso=refused');
    expect(`${end.location}${end.text}`).not.toContain('alert');
    expect(await newestFailure()).toMatchObject({ reason: 'provider-error' });
  });

  it('ends the session on both sides when somebody signs out here', async () => {
    const { browser, cookie } = await signIn(person(name));
    const me = await meOf(cookie);
    const client = new Client(api.url, { cookie: `wk=${cookie}`, 'x-csrf-token': me.csrfToken ?? '' });
    const out = await client.post<{ logoutUrl: string }>('/auth/sign-out');
    expect(out.status).toBe(200);
    const url = new URL(out.body.logoutUrl);
    expect(url.origin).toBe(peer.issuer);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${BASE}/sign-in`);
    expect((await client.get('/me')).status).toBe(401);
    const page = await browser.open(out.body.logoutUrl);
    expect({ status: page.status, isAsked: page.text.includes('xsrf') }).toEqual({ status: 200, isAsked: true });
  });

  it('ends the session when the provider says so, server to server', async () => {
    const { browser, cookie } = await signIn(person(name));
    const me = await meOf(cookie);
    expect(me.user.username).toBe(name);
    const asked = await browser.open(`${peer.issuer}/session/end`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    await browser.open(`${peer.issuer}/session/end/confirm`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    });
    expect((await new Client(api.url, { cookie: `wk=${cookie}` }).get('/me')).status).toBe(401);
    const { items } = (await boss.get<Page<AuditEvent>>('/audit-events?type=provider.logged-out&limit=1')).body;
    expect(items[0]).toMatchObject({ outcome: 'success', detail: '1 sessions' });
  });
});
