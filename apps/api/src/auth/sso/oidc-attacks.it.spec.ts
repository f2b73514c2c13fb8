import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jwtVerify, type JWTPayload } from 'jose';
import {
  OIDC_PRESETS,
  type AuditEvent,
  type Me,
  type Page,
  type ProblemBody,
  type ProviderDetail,
  type SignInCheck,
  type SsoTestResult,
  type SsoTestStarted,
  type User,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { TestBrowser } from '../../../testing/browser.js';
import { Client } from '../../../testing/client.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { newKey, OidcFake } from '../../../testing/oidc-fake.js';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { SsoReminders } from '../../providers/sso/sso-reminders.service.js';
import { AdministratorMail } from '../../users/administrator-mail.service.js';

const BASE = 'http://wardkeep.test';
const SECRET = 'a-client-secret-that-is-long-enough-for-hs256';
const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const NOW = () => Math.floor(Date.now() / 1_000);

let api: TestApi;
let fake: OidcFake;
let domain: GivenDomain;
let boss: Client;
let provider: ProviderDetail<'oidc'>;

const reach = (url: string) => url.replace(BASE, api.url);
const configOf = (wishes: object = {}) => ({
  issuer: fake.issuer,
  clientId: fake.clientId,
  clientSecret: SECRET,
  attributes: OIDC_PRESETS.generic.attributes,
  ...wishes,
});

async function add(wishes: object = {}, isEnabled = true): Promise<ProviderDetail<'oidc'>> {
  const body = { kind: 'oidc', name: aName('idp'), enabled: isEnabled, config: configOf(wishes) };
  const made = await boss.post<ProviderDetail<'oidc'>>('/providers', body);
  expect({ status: made.status, text: made.status === 201 ? '' : made.text }).toEqual({ status: 201, text: '' });
  return made.body;
}

const detail = async ({ id }: { id: string }) => (await boss.get<ProviderDetail<'oidc'>>(`/providers/${id}`)).body;

/** To the provider; answers the address it would send the browser back to. */
async function leave(browser: TestBrowser, { id } = provider, query = ''): Promise<string> {
  const { location, status, text } = await browser.open(`${BASE}/api/v1/auth/sso/${id}/start${query}`);
  if (!location?.startsWith(fake.issuer)) throw new Error(`It leads to ${location}: ${status} ${text}`);
  const asked = new URL(location).searchParams;
  fake.nonce = asked.get('nonce') ?? '';
  const back = new URL(asked.get('redirect_uri') ?? '');
  back.search = new URLSearchParams({ code: 'a-code', state: asked.get('state') ?? '' }).toString();
  return back.href;
}

async function signIn(at = provider, query = '') {
  const browser = new TestBrowser(reach);
  const { location } = await browser.open(await leave(browser, at, query));
  return { location: location?.replace(BASE, '') ?? null, cookie: browser.cookie(BASE, 'wk'), browser };
}

const meOf = async (cookie: string | undefined) =>
  (await new Client(api.url, { cookie: `wk=${cookie ?? ''}` }).get<Me>('/me')).body;

beforeAll(async () => {
  const lockout = { addressSlowAfter: 900, addressRefuseAfter: 1_000 };
  api = await startApi({ settings: { allowedNetworks: ['127.0.0.1'], lockout } });
  fake = await OidcFake.start();
  domain = await api.given.domain();
  boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  provider = await add();
}, 60_000);

afterAll(async () => {
  await api.close();
  await fake.close();
});

let username: string;
beforeEach(() => {
  fake.reset();
  username = aName('ann');
  fake.claims = { sub: `sub-${username}` };
  fake.userInfo = { preferred_username: username, given_name: 'Ann', family_name: 'Lee' };
});

describe('an ID token', () => {
  const publicPem = () =>
    createPublicKey({ key: { ...fake.key.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const unsigned = (claims: JWTPayload, alg: string) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg, typ: 'JWT' })}.${part(claims)}.`;
  };
  const stranger = newKey();

  it.each<{ name: string; token: (claims: JWTPayload) => Promise<string> | string; reason: string }>([
    { name: 'unsigned', token: (claims) => unsigned(claims, 'none'), reason: 'algorithm-refused' },
    { name: 'unsigned, in other letters', token: (claims) => unsigned(claims, 'nOnE'), reason: 'algorithm-refused' },
    {
      name: 'signed with the client secret',
      token: (claims) => fake.sign(claims, { header: { alg: 'HS256' }, key: Buffer.from(SECRET) }),
      reason: 'algorithm-refused',
    },
    {
      name: 'signed with the public key as a secret',
      token: (claims) => fake.sign(claims, { header: { alg: 'HS256' }, key: Buffer.from(publicPem()) }),
      reason: 'algorithm-refused',
    },
    {
      name: 'signed with another key of the same id',
      token: async (claims) => fake.sign(claims, { key: (await stranger).privateKey }),
      reason: 'signature-invalid',
    },
    {
      name: 'signed with a key that is unknown',
      token: async (claims) => fake.sign(claims, { header: { kid: 'unknown' }, key: (await stranger).privateKey }),
      reason: 'signature-invalid',
    },
    {
      name: 'that brings its own key',
      token: async (claims) => {
        const { privateKey, jwk } = await stranger;
        return fake.sign(claims, { header: { jwk, kid: 'own' }, key: privateKey });
      },
      reason: 'signature-invalid',
    },
    {
      name: 'changed after it was signed',
      token: async (claims) => {
        const [header = '', , signature = ''] = (await fake.sign(claims)).split('.');
        const other = Buffer.from(JSON.stringify({ ...claims, sub: 'sub-boss' })).toString('base64url');
        return `${header}.${other}.${signature}`;
      },
      reason: 'signature-invalid',
    },
    { name: 'that is none', token: () => 'nonsense', reason: 'answer-malformed' },
  ])('OID-03 JWT-01 JWT-02 is refused $name', async ({ token, reason }) => {
    fake.token = token;
    expect((await signIn()).location).toContain('sso=refused');
    expect((await detail(provider)).failures[0]).toMatchObject({ reason });
  });

  it.each<{ name: string; claims: Readonly<Record<string, unknown>>; reason: string; id: string }>([
    { id: 'OID-03', name: 'of another issuer', claims: { iss: 'https://evil.example' }, reason: 'issuer-mismatch' },
    { id: 'OID-03', name: 'for another client', claims: { aud: 'another' }, reason: 'audience-mismatch' },
    { id: 'OID-03', name: 'for us and others', claims: { aud: ['wardkeep', 'other'] }, reason: 'audience-mismatch' },
    { id: 'OID-03', name: 'given to another client', claims: { azp: 'another' }, reason: 'audience-mismatch' },
    { id: 'OID-03', name: 'that is over', claims: { exp: NOW() - 120 }, reason: 'expired' },
    {
      id: 'OID-03',
      name: 'of the future',
      claims: { iat: NOW() + 86_400, exp: NOW() + 90_000 },
      reason: 'not-yet-valid',
    },
    { id: 'OID-03', name: 'not valid yet', claims: { nbf: NOW() + 600 }, reason: 'not-yet-valid' },
    { id: 'OID-02', name: 'with another nonce', claims: { nonce: 'another' }, reason: 'nonce-mismatch' },
    { id: 'JWT-03', name: 'without an end', claims: { exp: undefined }, reason: 'answer-malformed' },
    {
      id: 'JWT-03',
      name: 'with an end in words',
      claims: { exp: 'never' },
      reason: 'answer-malformed',
    },
    { id: 'JWT-03', name: 'without a subject', claims: { sub: undefined }, reason: 'subject-mismatch' },
    { id: 'JWT-03', name: 'with a list as nonce', claims: { nonce: ['a'] }, reason: 'nonce-mismatch' },
  ])('$id is refused $name', async ({ claims, reason }) => {
    const before = await api.database.sql('SELECT id FROM session');
    fake.token = (usual) => fake.sign(JSON.parse(JSON.stringify({ ...usual, ...claims })) as JWTPayload);
    expect((await signIn()).location).toContain('sso=refused');
    expect((await detail(provider)).failures[0]).toMatchObject({ reason: reason as never });
    expect(await api.database.sql('SELECT id FROM session')).toHaveLength(before.length);
    const { items } = (await boss.get<Page<AuditEvent>>('/audit-events?type=sign-in.refused&limit=1')).body;
    expect(items[0]).toMatchObject({ outcome: 'refused' });
    expect(items[0]?.detail).toContain(reason);
  });

  it.each<{ name: string; claims: (now: number) => JWTPayload; isTaken: boolean }>([
    { name: 'over for 20 seconds', claims: (now) => ({ iat: now - 60, exp: now - 20 }), isTaken: true },
    { name: 'over for 40 seconds', claims: (now) => ({ iat: now - 60, exp: now - 40 }), isTaken: false },
    { name: 'issued 50 seconds ahead', claims: (now) => ({ iat: now + 50 }), isTaken: true },
    { name: 'issued 75 seconds ahead', claims: (now) => ({ iat: now + 75 }), isTaken: false },
    { name: 'valid in 20 seconds', claims: (now) => ({ nbf: now + 20 }), isTaken: true },
    { name: 'valid in 45 seconds', claims: (now) => ({ nbf: now + 45 }), isTaken: false },
  ])('CLK-01 $name: taken? $isTaken', async ({ claims, isTaken }) => {
    fake.token = (usual) => fake.sign({ ...usual, ...claims(NOW()) });
    const { location } = await signIn();
    expect(location === '/').toBe(isTaken);
  });

  it('OID-02 is refused without a nonce', async () => {
    fake.token = ({ nonce: _, ...others }) => fake.sign(others);
    expect((await signIn()).location).toContain('sso=refused');
    expect((await detail(provider)).failures[0]).toMatchObject({ reason: 'nonce-mismatch' });
  });

  it('is refused when the user info is of somebody else', async () => {
    fake.userInfo = { ...fake.userInfo, sub: 'sub-boss' };
    expect((await signIn()).location).toContain('sso=refused');
    expect((await detail(provider)).failures[0]).toMatchObject({ reason: 'subject-mismatch' });
  });

  it('OID-01 is not even asked for when the answer names another issuer', async () => {
    fake.metadata = { authorization_response_iss_parameter_supported: true };
    const own = await add();
    const browser = new TestBrowser(reach);
    const callback = `${await leave(browser, own)}&iss=https://evil.example`;
    expect((await browser.open(callback)).location).toContain('sso=refused');
    expect(fake.tokenRequests).toEqual([]);
    expect((await detail(own)).failures[0]).toMatchObject({ reason: 'issuer-mismatch' });
  });

  it('OID-04 is asked for with PKCE and the client secret, encoded so that any secret is read', async () => {
    const own = await add({ clientSecret: 'se:cr et/%+&-_.!~*' });
    const browser = new TestBrowser(reach);
    const { location } = await browser.open(`${BASE}/api/v1/auth/sso/${own.id}/start`);
    const asked = new URL(location ?? '').searchParams;
    fake.nonce = asked.get('nonce') ?? '';
    const answer = new URLSearchParams({ code: 'a-code', state: asked.get('state') ?? '' });
    expect((await browser.open(`${own.endpoints.redirectUri}?${answer.toString()}`)).location).toBe(`${BASE}/`);
    const [request] = fake.tokenRequests;
    if (!request) throw new Error('No token was asked for');
    const [id, secret = ''] = Buffer.from(String(request.authorization).slice(6), 'base64').toString().split(':');
    expect([id, decodeURIComponent(secret.replaceAll('+', ' '))]).toEqual(['wardkeep', 'se:cr et/%+&-_.!~*']);
    const verifier = String(request.form.get('code_verifier'));
    expect(verifier.length).toBeGreaterThan(40);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    expect([asked.get('code_challenge_method'), asked.get('code_challenge')]).toEqual(['S256', challenge]);
    expect(request.form.get('redirect_uri')).toBe(own.endpoints.redirectUri);
  });

  it('is asked for with a signed assertion where the client has a key', async () => {
    const privateKey = KEY.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const wishes = { clientSecret: undefined, privateKey, tokenEndpointAuthMethod: 'private_key_jwt', keyId: 'k1' };
    const own = await add(wishes);
    expect(own.secrets).toEqual({ clientSecret: null, privateKey: { setAt: expect.any(String) as unknown } });
    expect((await signIn(own)).location).toBe('/');
    const assertion = fake.tokenRequests[0]?.form.get('client_assertion') ?? '';
    const { payload, protectedHeader } = await jwtVerify(assertion, KEY.publicKey);
    expect(payload).toMatchObject({ iss: 'wardkeep', sub: 'wardkeep', aud: fake.issuer });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'k1' });
  });
});

describe('a provider', () => {
  it('OID-06 is not believed that calls itself another', async () => {
    fake.metadata = { issuer: 'https://evil.example' };
    const own = await add();
    const start = `/auth/sso/${own.id}/start`;
    expect(await api.anybody.get(start)).toMatchObject({ status: 503, body: { code: 'provider-unavailable' } });
    expect((await detail(own)).failures[0]).toMatchObject({ reason: 'provider-unavailable' });
  });

  it.each([
    { name: 'a token endpoint', endpoint: 'token_endpoint', address: 'http://10.1.2.3/token' },
    { name: 'keys', endpoint: 'jwks_uri', address: 'http://169.254.169.254/latest' },
    { name: 'user info', endpoint: 'userinfo_endpoint', address: 'https://[::1]/userinfo' },
  ])('SSR-01 OID-06 leads nowhere private with the address of $name', async ({ endpoint, address }) => {
    fake.metadata = { [endpoint]: address };
    const own = await add();
    expect((await signIn(own)).location).toContain('sso=unavailable');
    expect((await detail(own)).failures[0]?.detail).toContain('may not be led to');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://x/'])('sends nobody to %s', async (address) => {
    fake.metadata = { authorization_endpoint: address };
    const own = await add();
    const { status, headers } = await api.anybody.get(`/auth/sso/${own.id}/start`);
    expect({ status, location: headers.get('location') }).toEqual({ status: 503, location: null });
  });

  it('SSR-01 leads nowhere by a redirect', async () => {
    const own = await add();
    fake.instead.set('/token', (_, reply) => void reply.writeHead(307, { location: `${fake.issuer}/other` }).end());
    expect((await signIn(own)).location).toContain('sso=unavailable');
    expect(fake.asked).not.toContain('/other');
  });

  it.each([
    'http://127.0.0.2/',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'http://id.example.org',
    'https://user:pass@id.example.org',
    'https://id.example.org?x=1',
    'file:///etc/passwd',
  ])('SSR-01 is not stored with the issuer %s', async (issuer) => {
    const closed = await boss.post<ProblemBody>('/providers', {
      kind: 'oidc',
      name: aName('idp'),
      config: configOf({ issuer: issuer === 'http://id.example.org' ? 'http://93.184.216.34' : issuer }),
    });
    // The loopback network is allowed here, but for its first address alone.
    expect(closed.body.errors?.[0]?.pointer).toBe('/config/issuer');
    expect(closed.status).toBe(400);
  });

  it('that is down is told in time, and leaves the sign-in page and passwords alone', async () => {
    const down = await OidcFake.start();
    const own = await add({ issuer: down.issuer });
    await down.close();
    const start = `/auth/sso/${own.id}/start`;
    const answer = await api.anybody.get<ProblemBody>(start);
    expect(answer).toMatchObject({ status: 503, body: { code: 'provider-unavailable' } });
    expect(answer.body.detail).toMatch(/^Reference [A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect((await detail(own)).outOfReachUntil).not.toBeNull();
    const page = await new TestBrowser(reach).open(`${BASE}/api/v1${start}?returnTo=/users`);
    expect(page.location).toContain('/sign-in?sso=unavailable&reference=');
    expect(page.location).toContain('returnTo=%2Fusers');
    const { body } = await api.anybody.get<{ sso: { id: string }[] }>(`/auth/methods?domain=${domain.name}`);
    expect(body.sso.map(({ id }) => id)).toContain(own.id);
  });

  it('LCK-05 that lets somebody not in is no guess: told and audited, and counted against nobody', async () => {
    const own = await add();
    const turnedAway = async () => {
      const browser = new TestBrowser(reach);
      const back = new URL(await leave(browser, own, '?returnTo=/users'));
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
      return (await browser.open(back.href)).location;
    };
    const counted = () => api.database.sql('SELECT * FROM address_failures ORDER BY address');
    const lines = () => api.log.filter((line) => line.includes('authentication failure')).length;
    const before = [await counted(), lines()];
    const location = await turnedAway();
    expect(location).toMatch(/sso=refused&reference=[A-Z0-9]{4}-[A-Z0-9]{4}/);
    expect(location).toContain('returnTo=%2Fusers');
    expect([await counted(), lines()]).toEqual(before);
    const { failures } = await detail(own);
    expect(failures).toMatchObject([{ reason: 'provider-error', detail: expect.stringContaining('access_denied') }]);
    const { items } = (await boss.get<Page<AuditEvent>>('/audit-events?type=sign-in.refused&limit=1')).body;
    expect(items).toMatchObject([{ outcome: 'refused', subject: { kind: 'provider', id: own.id } }]);
    await api.database.sql('DELETE FROM provider WHERE id = $1', [own.id]);
  });

  it('that is unknown, disabled, or of another kind is none', async () => {
    const disabled = await add({}, false);
    for (const id of [disabled.id, '01a20386-cdbf-7e3c-bd13-25dcdc27deba', 'nonsense']) {
      expect((await api.anybody.get(`/auth/sso/${id}/start`)).status).toBe(404);
    }
  });

  it('keeps its last twenty failures, beside them a few that anybody can bring about, and no secret', async () => {
    const own = await add();
    fake.token = () => 'nonsense';
    for (let n = 0; n < 21; n += 1) await signIn(own);
    for (let n = 0; n < 7; n += 1) await api.anybody.get(`/auth/oidc/${own.id}/callback?state=x&n=${n}`);
    const now = await detail(own);
    const reasons = now.failures.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === 'answer-malformed')).toHaveLength(20);
    expect(reasons.filter((reason) => reason === 'state-unknown').length).toBeLessThanOrEqual(5);
    expect(JSON.stringify(now)).not.toContain(SECRET);
    expect(api.log.join('\n')).not.toContain(SECRET);
  });

  it('SEC-03 wants its secret again with another issuer or client, and keeps it otherwise', async () => {
    const own = await add();
    const { clientSecret: _, ...config } = configOf();
    const kept = await boss.patch(`/providers/${own.id}`, 1, { config: { ...config, scopes: ['openid'] } });
    expect(kept.status).toBe(200);
    for (const wishes of [{ clientId: 'another' }, { issuer: 'https://id.example.org' }]) {
      const moved = await boss.patch(`/providers/${own.id}`, 2, { config: { ...config, ...wishes } });
      expect(moved).toMatchObject({ status: 422, body: { code: 'secret-required' } });
    }
  });

  it('OID-10 gives nobody the role of a System Administrator, and none that its author may not give', async () => {
    const { roles } = api.given.primary;
    const system = api.as(await api.given.signedIn(api.given.primary, 'system-administrator'));
    const groupRoles = [{ group: 'x', roleId: roles['system-administrator'] }];
    const body = { kind: 'oidc', name: aName('idp'), config: configOf({ groupRoles }) };
    expect(await system.post('/providers', body)).toMatchObject({ status: 422, body: { code: 'role-not-assignable' } });
    const permissions = (['providers:create', 'roles:assign'] as const).map((permission) => ({
      permission,
      scope: 'domain' as const,
    }));
    const roleId = await api.given.role(domain, permissions);
    const author = api.as(await api.given.session(await api.given.user(domain, { roleId })));
    const above = [{ group: 'x', roleId: domain.roles.operator }];
    const wanted = { ...body, config: configOf({ groupRoles: above }) };
    expect(await author.post('/providers', wanted)).toMatchObject({ status: 422, body: { code: 'role-above-own' } });
  });

  it('OID-10 takes no group for more than the mapping says, whatever the provider calls it', async () => {
    const groupRoles = [{ group: 'staff', roleId: domain.roles.operator }];
    const attributes = { ...OIDC_PRESETS.generic.attributes, groups: 'groups' };
    const own = await add({ attributes, groupRoles });
    const boss = domain.roles['domain-administrator'];
    fake.userInfo = {
      ...fake.userInfo,
      groups: ['System Administrator', boss, { staff: true }, ['staff'], '__proto__', 'constructor'],
    };
    const { user } = await meOf((await signIn(own)).cookie);
    expect(user.role.id).toBe(domain.roles['read-only']);
    await api.database.sql('DELETE FROM provider WHERE id = $1', [own.id]);
  });

  it('mails its administrators once that its secret ends, at each step', async () => {
    const secretExpiresAt = new Date(Date.now() + 6.5 * 86_400_000).toISOString();
    const home = await api.given.domain();
    const chief = api.as(await api.given.signedIn(home, 'domain-administrator', { email: `${username}@example.org` }));
    const body = { kind: 'oidc', name: aName('idp'), enabled: true, config: configOf({ secretExpiresAt }) };
    expect((await chief.post('/providers', body)).status).toBe(201);
    const remind = () =>
      api.get(UnitOfWork).write(inDomain(home), async (tx) => {
        const due = await api.get(SsoReminders).take(tx, home);
        for (const days of due) await api.get(AdministratorMail).providerExpiring(tx, home, { days });
        return { result: due, unchanged: true };
      });
    expect([await remind(), await remind()]).toEqual([[6], []]);
    const mails = await api.database.sql('SELECT id FROM outbox_message WHERE domain_id = $1 AND kind = $2', [
      home.id,
      'provider-expiring',
    ]);
    expect(mails).toHaveLength(1);
  });

  it('is among the gates of who comes from it', async () => {
    const own = await add();
    const { user } = await meOf((await signIn(own)).cookie);
    await boss.post(`/providers/${own.id}/disable`);
    const { body } = await boss.get<SignInCheck>(`/users/${user.id}/sign-in-check`);
    expect(body.canSignIn).toBe(false);
    expect(body.gates.filter(({ state }) => state === 'shut')).toMatchObject([{ because: 'provider-disabled' }]);
  });

  it('shows when its secret ends', async () => {
    const secretExpiresAt = new Date(Date.now() + 10.5 * 86_400_000).toISOString();
    expect((await add({ secretExpiresAt })).expiring).toEqual([
      { what: 'client-secret', name: 'wardkeep', expiresAt: secretExpiresAt, daysLeft: 10 },
    ]);
  });
});

describe('a test sign-in', () => {
  async function tested(at: ProviderDetail<'oidc'>) {
    const started = await boss.post<SsoTestStarted>(`/providers/${at.id}/test`, { returnTo: '/providers/x?tab=test' });
    expect(started.status).toBe(200);
    const query = new URL(started.body.url).search;
    const path = `/providers/${at.id}/tests/${started.body.testId}`;
    expect((await boss.get<SsoTestResult>(path)).body.state).toBe('waiting');
    const end = await signIn(at, query);
    return { ...end, query, result: (await boss.get<SsoTestResult>(path)).body };
  }

  it('shows what arrived and what would become of it, and makes nobody', async () => {
    const groupRoles = [{ group: 'ops', roleId: domain.roles.operator }];
    const own = await add({ groupRoles }, false);
    fake.userInfo = {
      ...fake.userInfo,
      groups: ['ops'],
      email: 'ann@example.org',
      email_verified: false,
      client_secret: 'x',
    };
    const { result, location, cookie, query } = await tested(own);
    expect({ location, cookie }).toEqual({ location: '/providers/x?tab=test', cookie: undefined });
    expect(result).toMatchObject({
      state: 'succeeded',
      outcome: 'new-user',
      mapped: { subject: `sub-${username}`, username, email: null, groups: ['ops'] },
      role: { name: 'Operator' },
    });
    expect(result.steps.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      'start true',
      'answer true',
      'verify true',
      'map true',
      'account true',
    ]);
    expect(result.claims.map(({ name }) => name)).not.toContain('nonce');
    expect(result.raw.map(({ name }) => name)).toEqual(['id-token', 'user-info']);
    const [token, info] = result.raw.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(token).toMatchObject({
      header: { alg: 'RS256' },
      claims: { iss: fake.issuer, aud: 'wardkeep', sub: `sub-${username}`, nonce: '[…]' },
    });
    expect(info).toMatchObject({ groups: ['ops'], email_verified: false, client_secret: '[…]' });
    expect(result.claims).toContainEqual({ name: 'client_secret', value: '[…]' });
    expect((await boss.get<Page<User>>(`/users?q=${username}`)).body.items).toEqual([]);
    // It is opened once.
    expect((await api.anybody.get(`/auth/sso/${own.id}/start${query}`)).status).toBe(404);
  });

  it('shows why somebody would be refused', async () => {
    const own = await add({ whenNoRole: 'deny' }, false);
    expect((await tested(own)).result).toMatchObject({ state: 'failed', outcome: 'refused', because: 'no-role' });
    fake.token = (claims) => fake.sign({ ...claims, aud: 'another' });
    const { result } = await tested(own);
    expect(result).toMatchObject({ state: 'failed', because: 'audience-mismatch', mapped: null });
    expect(result.steps.at(-1)).toMatchObject({ name: 'verify', ok: false });
  });
});

describe('a message that somebody signed out at the provider', () => {
  const post = (token: string, type = 'application/x-www-form-urlencoded') =>
    api.anybody.call<ProblemBody>('POST', `/auth/oidc/${provider.id}/back-channel-logout`, {
      raw: new URLSearchParams({ logout_token: token }).toString(),
      headers: { 'content-type': type, 'sec-fetch-site': 'cross-site' },
    });
  const isSignedIn = async (cookie: string | undefined) => (await meOf(cookie)).user !== undefined;

  it('ends the session it names, once, and no other', async () => {
    fake.claims = { sub: `sub-${username}`, sid: 'session-1' };
    const { cookie } = await signIn();
    const other = { sub: `sub-${username}`, sid: 'session-2' };
    expect((await post(await fake.logoutToken(other))).status).toBe(200);
    expect(await isSignedIn(cookie)).toBe(true);
    const token = await fake.logoutToken({ sid: 'session-1' });
    expect((await post(token)).status).toBe(200);
    expect(await isSignedIn(cookie)).toBe(false);
    expect((await post(token)).status).toBe(400);
    const { items } = (await boss.get<Page<AuditEvent>>('/audit-events?type=provider.logged-out&limit=1')).body;
    expect(items[0]).toMatchObject({ outcome: 'refused', detail: 'replayed' });
  });

  it.each<{ name: string; token: () => Promise<string> }>([
    { name: 'of another issuer', token: () => fake.logoutToken({ sub: 'x', iss: 'https://evil.example' }) },
    { name: 'for another client', token: () => fake.logoutToken({ sub: 'x', aud: 'another' }) },
    { name: 'with a nonce', token: () => fake.logoutToken({ sub: 'x', nonce: 'n' }) },
    { name: 'without the event', token: () => fake.logoutToken({ sub: 'x', events: {} }) },
    { name: 'of nobody', token: () => fake.logoutToken({}) },
    { name: 'of long ago', token: () => fake.logoutToken({ sub: 'x', iat: NOW() - 3_600, exp: NOW() + 60 }) },
    {
      name: 'signed by somebody else',
      token: async () => fake.logoutToken({ sub: 'x' }, { key: (await newKey()).privateKey }),
    },
    {
      name: 'signed with the client secret',
      token: () => fake.logoutToken({ sub: 'x' }, { header: { alg: 'HS256' }, key: Buffer.from(SECRET) }),
    },
    {
      name: 'that is an ID token',
      token: () => fake.sign({ iss: fake.issuer, aud: 'wardkeep', sub: 'x', iat: NOW() }),
    },
    { name: 'that is nonsense', token: () => Promise.resolve('nonsense') },
  ])('JWT-04 is refused $name', async ({ token }) => {
    expect((await post(await token())).status).toBe(400);
  });

  it('comes as a form, and nothing else takes one', async () => {
    expect((await post('x', 'text/plain')).status).toBe(415);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api.anybody.call('POST', '/auth/sign-in', { raw: 'username=a&password=b', headers })).status).toBe(
      415,
    );
    expect((await post('x'.repeat(40_000))).status).toBe(413);
  });
});
