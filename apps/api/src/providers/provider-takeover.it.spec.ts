import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LDAP_PRESETS,
  OIDC_PRESETS,
  SAML_PRESETS,
  type AuditEvent,
  type Page,
  type Permission,
  type ProviderDetail,
  type ProviderKind,
} from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { aName, type GivenDomain, type GivenUser } from '../../testing/given.js';
import { selfSigned } from './saml/self-signed.js';

describe('PRV-01 a provider whose users may do more than who edits it', () => {
  let api: TestApi;
  let domain: GivenDomain;
  let boss: Client;

  const oidc = { issuer: 'https://id.example.org', clientId: 'wardkeep', attributes: OIDC_PRESETS.generic.attributes };
  const saml = {
    entityId: 'https://idp.example.org',
    ssoUrl: 'https://idp.example.org/sso',
    attributes: SAML_PRESETS.generic.attributes,
  };
  const ldap = {
    url: 'ldaps://directory.example.org',
    baseDn: 'dc=example,dc=org',
    userFilter: LDAP_PRESETS.openldap.userFilter,
    attributes: LDAP_PRESETS.openldap.attributes,
  };

  beforeAll(async () => {
    api = await startApi();
    domain = await api.given.domain();
    boss = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  });
  afterAll(() => api.close());

  async function added<Kind extends ProviderKind>(as: Client, kind: Kind, config: object) {
    const answer = await as.post<ProviderDetail<Kind>>('/providers', { kind, name: aName(kind), config });
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: 201 });
    return answer.body;
  }

  async function fromThere({ id }: { id: string }, user: GivenUser): Promise<void> {
    await api.database.sql(
      'INSERT INTO outside_identity (domain_id, provider_id, subject, user_id) VALUES ($1, $2, $3, $4)',
      [user.domain.id, id, aName('subject'), user.id],
    );
  }

  /** Somebody who may do this in the Domain, and nothing else. */
  async function withOnly(...permissions: readonly Permission[]): Promise<Client> {
    const grants = permissions.map((permission) => ({ permission, scope: 'domain' as const }));
    const roleId = await api.given.role(domain, grants);
    return api.as(await api.given.session(await api.given.user(domain, { roleId })));
  }

  const outranked = { status: 403, body: { code: 'target-outranks-actor' } };

  it('is not led to another issuer by who may edit providers alone, to sign in as an administrator', async () => {
    const secret = { clientSecret: 'a secret' };
    const provider = await added(boss, 'oidc', { ...oidc, ...secret });
    await fromThere(provider, await api.given.user(domain, { role: 'domain-administrator', loginMethod: 'oidc' }));
    const editor = await withOnly('providers:read', 'providers:update', 'providers:enable');
    const place = `/providers/${provider.id}`;
    const { version } = provider;
    for (const config of [
      { ...oidc, ...secret, issuer: 'https://evil.example.org' },
      { ...oidc, ...secret, clientId: 'evil' },
      { ...oidc, clientSecret: 'another secret' },
      { ...oidc, ...secret, attributes: { ...OIDC_PRESETS.generic.attributes, username: 'nickname' } },
    ]) {
      expect(await editor.patch(place, version, { config })).toMatchObject(outranked);
    }
    const { body: kept } = await boss.get<ProviderDetail<'oidc'>>(place);
    expect({ version: kept.version, issuer: kept.config.issuer }).toEqual({ version, issuer: oidc.issuer });
    const { body: log } = await boss.get<Page<AuditEvent>>('/audit-events?limit=50');
    expect(log.items).toContainEqual(
      expect.objectContaining({ outcome: 'refused', subject: expect.objectContaining({ id: provider.id }) }),
    );
  });

  it('may be renamed and disabled by them, and enabled by who may do what its users may', async () => {
    const provider = await added(boss, 'oidc', { ...oidc, clientSecret: 'a secret' });
    await fromThere(provider, await api.given.user(domain, { role: 'operator', loginMethod: 'oidc' }));
    const editor = await withOnly('providers:read', 'providers:update', 'providers:enable');
    const place = `/providers/${provider.id}`;
    const name = aName('renamed');
    expect(await editor.patch(place, provider.version, { name })).toMatchObject({ status: 200 });
    expect(await editor.post(`${place}/disable`)).toMatchObject({ status: 200 });
    expect(await editor.post(`${place}/enable`)).toMatchObject(outranked);
    expect(await boss.post(`${place}/enable`)).toMatchObject({ status: 200 });
  });

  it('is led elsewhere by who may do what its users may', async () => {
    const provider = await added(boss, 'ldap', ldap);
    await fromThere(provider, await api.given.user(domain, { role: 'domain-administrator', loginMethod: 'ldap' }));
    const config = { ...ldap, baseDn: 'dc=example,dc=net' };
    const { version } = provider;
    expect(await boss.patch(`/providers/${provider.id}`, version, { config })).toMatchObject({ status: 200 });
  });

  it('is no way for a Domain Administrator to become System Administrator', async () => {
    const { primary } = api.given;
    const system = api.as(await api.given.session(api.given.sysAdmin));
    const provider = await added(system, 'ldap', ldap);
    await fromThere(provider, await api.given.user(primary, { role: 'system-administrator', loginMethod: 'ldap' }));
    const administrator = api.as(await api.given.signedIn(primary, 'domain-administrator'));
    const place = `/providers/${provider.id}`;
    const { version } = provider;
    const attributes = { ...ldap.attributes, uniqueId: 'employeeNumber' };
    for (const change of [
      { url: 'ldaps://evil.example.org' },
      { baseDn: 'ou=evil,dc=example,dc=org' },
      { userFilter: '(&(objectClass=person)(uid={username}))' },
      { attributes },
    ]) {
      const config = { ...ldap, ...change };
      expect(await administrator.patch(place, version, { config })).toMatchObject(outranked);
    }
    const other = { ...ldap, baseDn: 'dc=example,dc=net' };
    expect(await system.patch(place, version, { config: other })).toMatchObject({ status: 200 });
  });

  it('keeps its keys and its metadata from who may do less', async () => {
    const certificates = [(await selfSigned('The provider', new Date())).certificate];
    const provider = await added(boss, 'saml', { ...saml, certificates });
    await fromThere(provider, await api.given.user(domain, { role: 'domain-administrator', loginMethod: 'saml' }));
    const pending = { ...saml, sloUrl: null, ssoUrl: 'https://evil.example.org/sso', certificates };
    await api.database.sql('INSERT INTO saml_metadata (domain_id, provider_id, pending) VALUES ($1, $2, $3) ', [
      domain.id,
      provider.id,
      JSON.stringify(pending),
    ]);
    const editor = await withOnly('providers:read', 'providers:update');
    const place = `/providers/${provider.id}/saml`;
    expect(await editor.post(`${place}/metadata/adopt`)).toMatchObject(outranked);
    expect(await editor.post(`${place}/keys`)).toMatchObject(outranked);
    expect(await boss.post(`${place}/keys`)).toMatchObject({ status: 200 });
    expect(await editor.post(`${place}/keys/finish`)).toMatchObject(outranked);
    expect(await editor.delete(`${place}/keys`)).toMatchObject(outranked);
    expect(await boss.post(`${place}/metadata/adopt`)).toMatchObject({ status: 200 });
  });

  it("FED-01 keeps its issuer while it has users, whoever would change it, for they are that one's", async () => {
    const config = { ...oidc, clientSecret: 'a secret' };
    const other = { ...config, issuer: 'https://other.example.org' };
    const free = await added(boss, 'oidc', config);
    expect(await boss.patch(`/providers/${free.id}`, 1, { config: other })).toMatchObject({ status: 200 });
    const held = await added(boss, 'oidc', config);
    await fromThere(held, await api.given.user(domain, { loginMethod: 'oidc' }));
    const refused = { status: 409, body: { code: 'provider-has-users', errors: [{ pointer: '/config/issuer' }] } };
    expect(await boss.patch(`/providers/${held.id}`, 1, { config: other })).toMatchObject(refused);
    const scopes = ['email'];
    expect(await boss.patch(`/providers/${held.id}`, 1, { config: { ...config, scopes } })).toMatchObject({
      status: 200,
    });
  });

  it('FED-01 keeps its entity id, also when its metadata says another', async () => {
    const certificates = [(await selfSigned('The provider', new Date())).certificate];
    const provider = await added(boss, 'saml', { ...saml, certificates });
    await fromThere(provider, await api.given.user(domain, { loginMethod: 'saml' }));
    const pending = { ...saml, entityId: 'https://other.example.org', sloUrl: null, certificates };
    await api.database.sql('INSERT INTO saml_metadata (domain_id, provider_id, pending) VALUES ($1, $2, $3)', [
      domain.id,
      provider.id,
      JSON.stringify(pending),
    ]);
    const refused = { status: 409, body: { code: 'provider-has-users' } };
    expect(await boss.post(`/providers/${provider.id}/saml/metadata/adopt`)).toMatchObject(refused);
    const config = { ...saml, certificates, entityId: pending.entityId };
    expect(await boss.patch(`/providers/${provider.id}`, 1, { config })).toMatchObject(refused);
  });
});
