import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LDAP_PRESETS, type AuditEvent, type LdapTestResult, type Page, type ProviderDetail } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from '../../../testing/slapd.js';
import { BASE_DN, person, READER_DN, READER_PASSWORD } from '../../../testing/slapd-entries.js';

const onSlapd = hasSlapd ? describe : describe.skip;

onSlapd(`the test of a directory${WITHOUT_SLAPD}`, () => {
  let slapd: Slapd;
  let api: TestApi;
  let boss: Client;
  beforeAll(async () => {
    const plain = person('plain', { mail: [] });
    slapd = await Slapd.start({ entries: [person('ann'), person('bob'), plain] });
    api = await startApi();
    boss = api.as(await api.given.signedIn(api.given.primary, 'domain-administrator'));
  });
  afterAll(async () => {
    await api?.close();
    await slapd?.close();
  });

  const configOf = (wishes: object = {}) => ({
    url: slapd.url,
    startTls: true,
    caCertificate: slapd.caCertificate,
    bindDn: READER_DN,
    bindPassword: READER_PASSWORD,
    baseDn: BASE_DN,
    userFilter: LDAP_PRESETS.openldap.userFilter,
    attributes: LDAP_PRESETS.openldap.attributes,
    ...wishes,
  });
  const tried = async (wishes: object = {}) => {
    const { status, body } = await boss.post<LdapTestResult>('/providers/test', {
      kind: 'ldap',
      config: configOf(wishes),
    });
    expect(status).toBe(200);
    return body;
  };
  const outcome = ({ steps }: LdapTestResult) => steps.map(({ name, ok }) => (ok ? name : `${name} failed`)).join(', ');

  it('goes through every step, and shows the first entries as they would be mapped', async () => {
    const result = await tried();
    expect(outcome(result)).toBe('resolve, connect, tls, bind, search, attributes');
    expect(result.certificate).toMatchObject({ subject: 'CN=directory', issuer: 'CN=Test authority', daysLeft: 29 });
    expect(result.steps.at(-1)?.detail).toBe('mail is missing in 1 of 3');
    expect(result.entries).toHaveLength(3);
    expect(result.entries[0]).toMatchObject({
      username: 'ann',
      firstName: 'Ada',
      email: 'ann@example.org',
      groups: [],
    });
    expect(JSON.stringify(result)).not.toContain('password-of');
    expect(JSON.stringify(result)).not.toContain(READER_PASSWORD);
    for (const { ms } of result.steps) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('goes through by ldaps, and in clear says so', async () => {
    expect(outcome(await tried({ url: slapd.secureUrl, startTls: false }))).not.toContain('failed');
    const clear = await tried({ startTls: false });
    expect(clear.steps[2]?.detail).toContain('in clear');
    expect(clear.certificate).toBeNull();
  });

  it.each([
    [{ url: 'ldap://nowhere.invalid' }, 'resolve failed', 'spelling'],
    [{ url: 'ldap://127.0.0.1:9' }, 'resolve, connect failed', 'check the port'],
    [{ caCertificate: null }, 'resolve, connect, tls failed', 'paste the certificate of the authority'],
    [{ bindPassword: 'wrong' }, 'resolve, connect, tls, bind failed', 'LDAP code 49'],
    [{ baseDn: 'dc=other' }, 'resolve, connect, tls, bind, search failed', 'LDAP code 32'],
    [{ userFilter: '(cn=x{username})' }, 'resolve, connect, tls, bind, search failed', 'Nobody matches'],
    [
      { attributes: { ...LDAP_PRESETS.openldap.attributes, uniqueId: 'objectGUID' } },
      'resolve, connect, tls, bind, search, attributes failed',
      'objectGUID is missing in 3 of 3',
    ],
  ])('LDP-04 stops at the first failure and says what to try: %j', async (wishes, steps, words) => {
    const result = await tried(wishes);
    expect(outcome(result)).toBe(steps);
    expect(result.steps.at(-1)?.detail).toContain(words);
  });

  it('is audited, stores nothing, and uses the kept password for what is kept alone', async () => {
    const made = await boss.post<ProviderDetail>('/providers', { kind: 'ldap', name: 'Real', config: configOf() });
    const { id } = made.body;
    expect(outcome((await boss.post<LdapTestResult>(`/providers/${id}/test`)).body)).not.toContain('failed');
    const narrower = {
      kind: 'ldap',
      providerId: id,
      config: { ...configOf({ userFilter: '(cn={username})' }), bindPassword: undefined },
    };
    expect(outcome((await boss.post<LdapTestResult>('/providers/test', narrower)).body)).not.toContain('failed');
    expect((await boss.get<ProviderDetail>(`/providers/${id}`)).body).toMatchObject({ version: 1 });
    const { body } = await boss.get<Page<AuditEvent>>('/audit-events?type=provider.tested&limit=2');
    expect(body.items.map(({ outcome: said, subject }) => [said, subject?.id])).toEqual([
      ['success', id],
      ['success', id],
    ]);
    const dry = await boss.post(`/providers/${id}/test?dryRun=true`);
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true } });
  });
});
