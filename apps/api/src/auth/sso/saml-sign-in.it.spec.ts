import { deflateRawSync } from 'node:zlib';
import { createHash, createSign, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  Me,
  SamlUpkeep,
  Page,
  ProviderDetail,
  ProviderListItem,
  SsoTestResult,
  SsoTestStarted,
  User,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import { bring, givenSaml, inputOf, introduce, leave, visit, type GivenSaml } from '../../../testing/given-saml.js';
import { newXmlId } from '../../../testing/saml-forge.js';
import { SamlPeer, type PeerPerson } from '../../../testing/saml-peer.js';
import { selfSigned } from '../../providers/saml/self-signed.js';
import { SamlMetadataSchedule } from './saml-metadata-schedule.service.js';

let api: TestApi;
let peer: SamlPeer;
let given: GivenSaml;

const person = (id: string, groups: readonly string[] = []): PeerPerson => ({
  id: `${id}-persistent`,
  claims: { uid: id, givenName: 'Ann', sn: 'Lee', mail: `${id}@example.org`, groups: [...groups] },
});
/** The path of an address of ours, whatever host it is told by. */
const pathOf = (url: string) =>
  new URL(url, 'http://wardkeep.test').pathname.replace('/api/v1', '') + new URL(url, 'http://wardkeep.test').search;

async function signIn(at: GivenSaml, query = '') {
  const left = await leave(api, at, query);
  const { response, relayState } = await visit(left);
  return bring(api, at, { cookie: left.cookie, relayState }, response);
}

const userCalled = async (at: GivenSaml, username: string) => {
  const found = await api.as(at.administrator).get<Page<User>>(`/users?q=${username}`);
  return found.body.items.find((user) => user.username === username);
};
const cookieOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
const upkeep = async (at: GivenSaml) =>
  (await api.as(at.administrator).get<SamlUpkeep>(`/providers/${at.provider.id}/saml`)).body;

beforeAll(async () => {
  peer = await SamlPeer.start();
  api = await startApi({ settings: { allowedNetworks: ['127.0.0.0/8'] } });
  given = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
});

beforeEach(() => {
  peer.participants.length = 0;
});

afterAll(async () => {
  await api.close();
  await peer.close();
});

describe('a sign-in at a SAML provider', () => {
  it('knows it by its metadata', () => {
    expect(given.provider.config).toMatchObject({
      entityId: peer.entityId,
      ssoUrl: `${peer.url}/sso`,
      sloUrl: `${peer.url}/slo`,
    });
    expect(given.provider.expiring[0]).toMatchObject({ what: 'idp-certificate' });
  });

  it('tells when the metadata was read, also when that was to add it', async () => {
    expect((await upkeep(given)).metadata).toMatchObject({ readAt: expect.any(String), failedAt: null, pending: null });
  });

  it('makes the user with the mapped role, and knows them again', async () => {
    const mapped = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    const role = mapped.domain.roles['operator'] ?? '';
    const { id, version, config } = mapped.provider;
    const changed = await api.as(mapped.administrator).patch(`/providers/${id}`, version, {
      config: { ...config, groupRoles: [{ group: 'ops', roleId: role }] },
    });
    expect(changed.status).toBe(200);
    await introduce(api, peer, mapped);
    peer.person = person('ann', ['ops', 'others']);
    const first = await signIn(mapped, '?returnTo=%2Fusers%3Fq%3Dx');
    expect([first.status, first.headers.get('location')]).toEqual([303, '/users?q=x']);
    const user = await userCalled(mapped, 'ann');
    expect(user).toMatchObject({ loginMethod: 'saml', role: { id: role }, firstName: 'Ann', email: 'ann@example.org' });
    const second = await signIn(mapped);
    expect(second.headers.get('location')).toBe('/');
    const me = await api.anybody.get<Me>('/me', { headers: { cookie: cookieOf(second.headers) } });
    expect(me.body.user.id).toBe(user?.id);
  });

  it('refuses whoever is disabled', async () => {
    await introduce(api, peer, given);
    peer.person = person('bob');
    expect((await signIn(given)).status).toBe(303);
    const bob = await userCalled(given, 'bob');
    await api.as(given.administrator).post(`/users/${bob?.id}/disable`);
    expect(await signIn(given)).toMatchObject({ status: 401, body: { code: 'sso-refused' } });
  });

  it('is told at a glance: who came in last, who did not, and what ends first', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    const listed = async () =>
      (await api.as(at.administrator).get<Page<ProviderListItem<'saml'>>>('/providers')).body.items[0];
    expect(await listed()).toMatchObject({
      users: 0,
      lastSignInAt: null,
      lastFailure: null,
      expires: { what: 'idp-certificate', name: at.provider.expiring[0]?.name },
    });
    await introduce(api, peer, at);
    peer.person = person('liz');
    const from = new Date().toISOString();
    expect((await signIn(at)).status).toBe(303);
    peer.person = { id: 'nobody-persistent', claims: {} };
    expect((await signIn(at)).status).toBe(401);
    const after = await listed();
    expect(after).toMatchObject({ users: 1, lastSync: null, lastFailure: { reason: 'no-username' } });
    expect([from, after?.lastSignInAt, after?.lastFailure?.at]).toEqual(
      [from, after?.lastSignInAt, after?.lastFailure?.at].sort(),
    );
    const { body } = await api.as(at.administrator).get<ProviderDetail<'saml'>>(`/providers/${at.provider.id}`);
    expect(body).toMatchObject({ lastSignInAt: after?.lastSignInAt, lastFailure: after?.lastFailure });
  });

  it('asks in a form where the provider takes nothing else, from a page that may do nothing else', async () => {
    peer.takesFormsOnly = true;
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` }).finally(
      () => (peer.takesFormsOnly = false),
    );
    expect(at.provider.config).toMatchObject({ ssoBinding: 'post', ssoUrl: `${peer.url}/sso` });
    await introduce(api, peer, at);
    peer.person = person('max');
    const page = await api.anybody.get(`/auth/sso/${at.provider.id}/start?returnTo=/users`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = page.headers.get('content-security-policy') ?? '';
    // Where a provider leads on from there is a form's business too, and may be another of its hosts.
    expect(policy).toContain('form-action http:;');
    const [script = ''] = page.text.match(/(?<=<script>).*(?=<\/script>)/) ?? [];
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`);
    const fields = new URLSearchParams({
      SAMLRequest: inputOf(page.text, 'SAMLRequest'),
      RelayState: inputOf(page.text, 'RelayState'),
    });
    const shown = await (await fetch(`${peer.url}/sso`, { method: 'POST', body: fields })).text();
    const [cookie = ''] = page.headers.getSetCookie().map((each) => each.replace(/;.*$/, ''));
    const left = { cookie, relayState: inputOf(shown, 'RelayState') };
    const back = await bring(api, at, left, inputOf(shown, 'SAMLResponse'));
    expect([back.status, back.headers.get('location')]).toEqual([303, '/users']);
    expect(await userCalled(at, 'max')).toMatchObject({ loginMethod: 'saml' });
  });

  it('takes encrypted assertions, for either of our keys', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata`, wantAssertionsEncrypted: true });
    await introduce(api, peer, at);
    peer.person = person('eve');
    expect(await signIn(at)).toMatchObject({ status: 401 });
    await introduce(api, peer, at, true);
    expect((await signIn(at)).status).toBe(303);
    await api.as(at.administrator).post(`/providers/${at.provider.id}/saml/keys`);
    expect((await signIn(at)).status).toBe(303);
  });

  it('goes unnoticed through a change of our key', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    peer.person = person('fay');
    await introduce(api, peer, at, true);
    expect((await signIn(at)).status).toBe(303);
    const path = `/providers/${at.provider.id}/saml/keys`;
    const begun = await api.as(at.administrator).post<SamlUpkeep>(path);
    expect(begun.body.keys.map(({ state }) => state)).toEqual(['active', 'next']);
    expect(await api.as(at.administrator).post(path)).toMatchObject({ status: 409, body: { code: 'rollover-begun' } });
    expect((await signIn(at)).status).toBe(303);
    await introduce(api, peer, at, true);
    expect((await signIn(at)).status).toBe(303);
    const done = await api.as(at.administrator).post<SamlUpkeep>(`${path}/finish`);
    expect(done.body.keys.map(({ certificate }) => certificate)).toEqual([begun.body.keys[1]?.certificate]);
    await introduce(api, peer, at, true);
    expect((await signIn(at)).status).toBe(303);
    expect(await api.as(at.administrator).delete(path)).toMatchObject({
      status: 409,
      body: { code: 'nothing-pending' },
    });
  });

  it('goes unnoticed through a change of the key of the provider, once somebody adopted it', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    peer.person = person('gus');
    await introduce(api, peer, at);
    await peer.addKey();
    await api.get(SamlMetadataSchedule).readAll();
    const { pending } = (await upkeep(at)).metadata;
    const [used] = at.provider.config.certificates.map((pem) => new X509Certificate(pem).fingerprint256);
    expect(pending?.changes).toEqual([
      { field: 'config.certificates', before: [used], after: expect.arrayContaining([used]) },
    ]);
    expect((await signIn(at)).status).toBe(303);
    const adopted = await api.as(at.administrator).post<SamlUpkeep>(`/providers/${at.provider.id}/saml/metadata/adopt`);
    expect(adopted.body.metadata.pending).toBeNull();
    peer.dropOldKey();
    expect((await signIn(at)).status).toBe(303);
    const read = await api.as(at.administrator).post<SamlUpkeep>(`/providers/${at.provider.id}/saml/metadata/read`);
    expect(read.body.metadata.pending).not.toBeNull();
    await api.as(at.administrator).post(`/providers/${at.provider.id}/saml/metadata/adopt`);
    expect((await signIn(at)).status).toBe(303);
  });

  it('SSR-01 reads no metadata from where the guard leads nobody', async () => {
    const domain = await api.given.domain();
    const boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
    const { attributes } = given.provider.config;
    for (const metadataUrl of ['http://169.254.169.254/latest', 'http://10.0.0.1/metadata', `${peer.url}/nothing`]) {
      const made = await boss.post('/providers', { kind: 'saml', name: 'x', config: { metadataUrl, attributes } });
      expect(made).toMatchObject({ status: 400, body: { errors: [{ pointer: '/config/metadataUrl' }] } });
    }
  });
});

describe('a test sign-in', () => {
  async function tried(at: GivenSaml): Promise<SsoTestResult> {
    const boss = api.as(at.administrator);
    const { body } = await boss.post<SsoTestStarted>(`/providers/${at.provider.id}/test`);
    expect((await signIn(at, new URL(body.url).search)).status).toBe(303);
    return (await boss.get<SsoTestResult>(`/providers/${at.provider.id}/tests/${body.testId}`)).body;
  }

  it('shows what came as it came, and what was encrypted in it, without what proves anything', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    await introduce(api, peer, at);
    peer.person = person('joe');
    const [response, ...others] = (await tried(at)).raw;
    expect([response?.name, others]).toEqual(['response', []]);
    expect(response?.text).toMatch(/^<samlp:Response[^\n]*>\n {2}<saml:Issuer/);
    expect(response?.text).toContain('joe@example.org');
    expect(response?.text).toContain('<SignatureValue>[…]</SignatureValue>');
    await introduce(api, peer, at, true);
    const sealed = (await tried(at)).raw;
    expect(sealed.map(({ name }) => name)).toEqual(['response', 'assertion']);
    expect(sealed[0]?.text).not.toContain('joe@example.org');
    expect(sealed[0]?.text).toMatch(/CipherValue>\[…\]</);
    expect(sealed[1]?.text).toContain('joe@example.org');
  });

  it('shows what was not believed, too', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata`, wantAssertionsEncrypted: true });
    await introduce(api, peer, at);
    peer.person = person('kim');
    const result = await tried(at);
    expect(result).toMatchObject({ state: 'failed', because: 'not-encrypted', claims: [] });
    expect(result.raw[0]?.text).toContain('kim@example.org');
    expect((await api.as(at.administrator).get<Page<User>>('/users?q=kim')).body.items).toEqual([]);
  });
});

describe('signing out', () => {
  const live = (headers: Headers) =>
    api.anybody.get('/me', { headers: { cookie: cookieOf(headers) } }).then(({ status }) => status);

  it('ends the session there when it ends here', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    await introduce(api, peer, at);
    peer.person = person('hal');
    const there = await signIn(at);
    const me = await api.anybody.get<{ csrfToken: string }>('/me', { headers: { cookie: cookieOf(there.headers) } });
    const out = await api.anybody.post<{ logoutUrl: string }>('/auth/sign-out', undefined, {
      headers: { cookie: cookieOf(there.headers), 'x-csrf-token': me.body.csrfToken },
    });
    expect(out.status).toBe(200);
    expect(await live(there.headers)).toBe(401);
    expect(peer.participants).toHaveLength(1);
    const atPeers = await fetch(out.body.logoutUrl, { redirect: 'manual' });
    expect([atPeers.status, peer.participants.length]).toEqual([302, 0]);
    const back = await api.anybody.get(pathOf(atPeers.headers.get('location') ?? ''));
    expect([back.status, back.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  it('ends the session here when it ends there, and says so', async () => {
    const at = await givenSaml(api, { metadataUrl: `${peer.url}/metadata` });
    await introduce(api, peer, at);
    peer.person = person('ida');
    const there = await signIn(at);
    expect(await live(there.headers)).toBe(200);
    const asked = await fetch(`${peer.url}/slo`, { redirect: 'manual' });
    const told = pathOf(asked.headers.get('location') ?? '');
    const answered = await api.anybody.get(told);
    expect(answered.status).toBe(303);
    expect(await live(there.headers)).toBe(401);
    expect((await fetch(answered.headers.get('location') ?? '')).status).toBe(200);
    expect(peer.participants).toEqual([]);
    expect(await api.anybody.get(told)).toMatchObject({ status: 400 });
  });

  it('SAM-11 ends nobody for a message that the provider did not send now and to us', async () => {
    const keys = await selfSigned('idp', new Date());
    const stranger = await selfSigned('stranger', new Date());
    const at = await givenSaml(api, {
      entityId: 'https://idp.example.org',
      ssoUrl: 'https://idp.example.org/sso',
      certificates: [keys.certificate],
    });
    const { sloUrl } = at.provider.endpoints;
    type Said = { issuer?: string; destination?: string; at?: Date; end?: string; id?: string };
    const xml = ({
      issuer = 'https://idp.example.org',
      destination = sloUrl,
      at: issued = new Date(),
      end = '',
      id = newXmlId(),
    }: Said) =>
      `<p:LogoutRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${issued.toISOString()}" Destination="${destination}"${end}><a:Issuer>${issuer}</a:Issuer><a:NameID>ann</a:NameID></p:LogoutRequest>`;
    const send = async (
      text: string,
      key: string | null = keys.privateKey,
      algorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    ) => {
      const request = `SAMLRequest=${encodeURIComponent(deflateRawSync(text).toString('base64'))}`;
      const signed = `${request}&SigAlg=${encodeURIComponent(algorithm)}`;
      const hash = algorithm.endsWith('sha1') ? 'RSA-SHA1' : 'RSA-SHA256';
      const signature = key && createSign(hash).update(signed).sign(key, 'base64');
      const query = signature ? `${signed}&Signature=${encodeURIComponent(signature)}` : request;
      return (await api.anybody.get(`/auth/saml/${at.provider.id}/slo?${query}`)).status;
    };
    const good = xml({});
    expect(await send(good)).toBe(303);
    expect(await send(good)).toBe(400);
    expect(await send(xml({}), null)).toBe(400);
    expect(await send(xml({}), stranger.privateKey)).toBe(400);
    expect(await send(xml({}), keys.privateKey, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1')).toBe(400);
    expect(await send(xml({ issuer: 'https://other.example.org' }))).toBe(400);
    expect(await send(xml({ destination: 'https://other.example.org' }))).toBe(400);
    expect(await send(xml({ at: new Date(Date.now() - 3_600_000) }))).toBe(400);
    expect(await send(xml({ end: ` NotOnOrAfter="${new Date(Date.now() - 120_000).toISOString()}"` }))).toBe(400);
    expect(await send('x'.repeat(1_000_000))).toBe(400);
    const rows = await api.database.sql<{ outcome: string; seen: number }>(
      `SELECT outcome, count(*)::int AS seen FROM audit_event WHERE type = 'provider.logged-out' AND domain_id = $1
        GROUP BY outcome ORDER BY outcome`,
      [at.domain.id],
    );
    expect(rows).toEqual([
      { outcome: 'refused', seen: 9 },
      { outcome: 'success', seen: 1 },
    ]);
  });
});
