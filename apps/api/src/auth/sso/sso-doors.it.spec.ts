import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OIDC_PRESETS, SAML_PRESETS, type ProviderDetail, type ProviderKind } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { aName, type GivenDomain } from '../../../testing/given.js';
import { issueToken } from '../../platform/crypto/tokens.js';
import { newId } from '../../platform/ids.js';
import { selfSigned } from '../../providers/saml/self-signed.js';
import { SsoVolume } from './sso-volume.js';

const HOUSE = 25;

describe('the doors that any page in the web can knock at with the browser of somebody else', () => {
  let api: TestApi;
  let domain: GivenDomain;
  let boss: Client;

  beforeAll(async () => {
    api = await startApi();
    domain = await api.given.domain();
    boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  });
  afterAll(() => api.close());

  async function added<Kind extends ProviderKind>(kind: Kind, config: object): Promise<ProviderDetail<Kind>> {
    const made = await boss.post<ProviderDetail<Kind>>('/providers', { kind, name: aName(kind), config });
    expect({ status: made.status, text: made.text }).toMatchObject({ status: 201 });
    return made.body;
  }

  const oidc = () =>
    added('oidc', {
      issuer: 'https://id.example.org',
      clientId: 'wardkeep',
      clientSecret: 'a secret',
      attributes: OIDC_PRESETS.generic.attributes,
    });

  const saml = async (wishes: object = {}) =>
    added('saml', {
      entityId: 'https://idp.example.org',
      ssoUrl: 'https://idp.example.org/sso',
      certificates: [(await selfSigned('The provider', new Date())).certificate],
      attributes: SAML_PRESETS.generic.attributes,
      ...wishes,
    });

  const post = (path: string, form: Readonly<Record<string, string>>) =>
    api.anybody.call<{ code: string }>('POST', path, {
      raw: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example.org' },
    });

  const counted = async () => (await api.database.sql('SELECT address FROM address_failures')).length;
  const lines = () => api.log.filter((line) => line.includes('authentication failure')).length;
  const refusals = async ({ name }: { name: string }) =>
    (
      await api.database.sql<{ detail: string }>(
        `SELECT detail FROM audit_event WHERE type = 'sign-in.refused' AND subject_name = $1 ORDER BY id`,
        [name],
      )
    ).map(({ detail }) => detail.split(':')[0]);
  const kept = async ({ id }: { id: string }) =>
    (await boss.get<ProviderDetail<'oidc'>>(`/providers/${id}`)).body.failures.map(({ reason }) => reason);

  it('LCK-05 count nothing against an office, and say nothing to fail2ban', async () => {
    const [one, two, three] = [await oidc(), await saml(), await saml({ allowIdpInitiated: true })];
    const { token } = issueToken('state');
    const before = lines();
    expect(await api.anybody.get(`/auth/oidc/${one.id}/callback?state=x`)).toMatchObject({ status: 400 });
    expect(await api.anybody.get(`/auth/oidc/${one.id}/callback`)).toMatchObject({ status: 400 });
    expect(await post(`/auth/saml/${two.id}/acs`, { SAMLResponse: 'eA==' })).toMatchObject({ status: 400 });
    const unknown = { SAMLResponse: 'eA==', RelayState: token };
    expect(await post(`/auth/saml/${two.id}/acs`, unknown)).toMatchObject({ status: 400 });
    expect(await post(`/auth/saml/${two.id}/acs`, { x: 'x'.repeat(500_000) })).toMatchObject({ status: 413 });
    expect(await post(`/auth/saml/${three.id}/acs`, { SAMLResponse: 'eA==' })).toMatchObject({ status: 401 });
    expect(await refusals(one)).toEqual(['state-unknown', 'state-missing']);
    expect(await refusals(two)).toEqual(['state-missing', 'state-unknown', 'answer-too-large']);
    expect(await refusals(three)).toEqual(['answer-malformed']);
    expect({ counted: await counted(), lines: lines() - before }).toEqual({ counted: 0, lines: 0 });
  });

  it('leave what went wrong at the provider to be read, and fill no log', async () => {
    const provider = await oidc();
    await api.database.sql(
      `INSERT INTO sso_failure (id, domain_id, provider_id, reference, reason, detail)
       VALUES ($1, $2, $3, 'KD7R-2MXW', 'nonce-mismatch', '')`,
      [newId(), domain.id, provider.id],
    );
    for (let n = 0; n < 2 * HOUSE; n += 1) {
      expect(await api.anybody.get(`/auth/oidc/${provider.id}/callback?state=x`)).toMatchObject({ status: 400 });
    }
    expect(await kept(provider)).toContain('nonce-mismatch');
    expect((await refusals(provider)).length).toBeLessThanOrEqual(HOUSE);
  });

  it('listen to no logout of a provider or in a Domain that is disabled', async () => {
    const provider = await saml();
    const ask = () => api.anybody.get<{ code: string }>(`/auth/saml/${provider.id}/slo?SAMLRequest=eA`);
    expect(await ask()).toMatchObject({ status: 400 });
    await api.database.sql('UPDATE provider SET enabled = false WHERE id = $1', [provider.id]);
    expect(await ask()).toMatchObject({ status: 404, body: { code: 'provider-not-found' } });
  });

  it('LCK-05 listen for a while to no more logouts of an address that sent too many that were none', async () => {
    const [one, two] = [await saml(), await oidc()];
    const answers = new Set<number>();
    for (let n = 0; n < 61; n += 1)
      answers.add((await api.anybody.get(`/auth/saml/${one.id}/slo?SAMLRequest=eA`)).status);
    expect([...answers]).toEqual([400, 429]);
    expect(await post(`/auth/oidc/${two.id}/back-channel-logout`, { logout_token: 'x' })).toMatchObject({
      status: 429,
    });
    expect(await counted()).toBe(0);
  });

  it('LCK-05 begin no sign-in that a page has its visitors ask for without showing it to them', async () => {
    const provider = await saml();
    const begin = (dest: string) =>
      api.anybody.get(`/auth/sso/${provider.id}/start`, { headers: { 'sec-fetch-dest': dest } });
    for (const dest of ['image', 'iframe', 'empty']) {
      expect(await begin(dest)).toMatchObject({ status: 403, body: { code: 'other-origin' } });
    }
    expect((await begin('document')).status).toBe(303);
  });

  it('LCK-05 let an address begin no more sign-ins than a whole office does', async () => {
    const provider = await saml();
    const begin = () => api.anybody.get(`/auth/sso/${provider.id}/start`);
    expect((await begin()).status).toBe(303);
    const volume = api.get(SsoVolume);
    while (volume.count('start', '127.0.0.1') === null);
    const refused = await begin();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await counted()).toBe(0);
  });
});
