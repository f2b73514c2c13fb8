import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type TestApi } from '../../../testing/api.js';
import { bring, certificatesIn, givenSaml, leave, rightly, type GivenSaml } from '../../../testing/given-saml.js';
import { SAML_ATTACKS } from '../../../testing/saml-attacks.js';
import { encoded, forgeKeys, goodResponse, newXmlId, signed, type ForgeKeys } from '../../../testing/saml-forge.js';

let api: TestApi;
let keys: ForgeKeys;
let given: GivenSaml;
let spCertificate: string;

const ENTITY = 'https://idp.example.org/metadata';
const PERSON = { attributes: { uid: ['ann'], givenName: ['Ann'], sn: ['Lee'] } };
let address = 0;
/** Many failures from one address are slowed down; here each comes from another. */
const from = () => {
  address += 1;
  return { 'x-forwarded-for': `198.51.${Math.floor(address / 250)}.${(address % 250) + 1}` };
};
const provider = (wishes: object = {}) =>
  givenSaml(api, {
    entityId: ENTITY,
    ssoUrl: 'https://idp.example.org/sso',
    certificates: [keys.idp.certificate],
    ...wishes,
  });
const refusals = async (id: string) => {
  const rows = await api.database.sql<{ reason: string }>(
    'SELECT reason FROM sso_failure WHERE provider_id = $1 ORDER BY id DESC',
    [id],
  );
  return rows.map(({ reason }) => reason);
};
const audited = async (requestId: string | null) =>
  api.database.sql<{ type: string; outcome: string }>('SELECT type, outcome FROM audit_event WHERE request_id = $1', [
    requestId,
  ]);

beforeAll(async () => {
  keys = await forgeKeys();
  api = await startApi({ settings: { trustedProxies: ['127.0.0.1'] } });
  given = await provider();
  const metadata = await api.anybody.get(`/auth/saml/${given.provider.id}/metadata`);
  expect(metadata.status).toBe(200);
  spCertificate = certificatesIn(metadata.text, 'encryption')[0] ?? '';
});

afterAll(() => api.close());

describe('a forged response at the door', () => {
  it.each(SAML_ATTACKS.map((attack) => [`${attack.id} is refused and audited: ${attack.name}`, attack] as const))(
    '%s',
    async (_, { make, because }) => {
      const left = await leave(api, given);
      const response = make({ ...rightly(given, left.requestId), ...PERSON }, keys, spCertificate);
      const answer = await bring(api, given, left, response, from());
      expect(answer).toMatchObject({ status: 401, body: { code: 'sso-refused' } });
      expect((await refusals(given.provider.id))[0]).toBe(because);
      expect(await audited(answer.headers.get('x-request-id'))).toContainEqual({
        type: 'sign-in.refused',
        outcome: 'refused',
      });
    },
  );

  it('SAM-05 refuses 5 MB, and more than a message may have, without reading them, and audits it', async () => {
    const left = await leave(api, given);
    for (const bytes of [500_000, 5_000_000]) {
      const answer = await bring(api, given, left, 'A'.repeat(bytes), from());
      expect(answer).toMatchObject({
        status: 413,
        body: { code: 'body-too-large', detail: expect.stringMatching(/^Reference /) },
      });
      expect((await refusals(given.provider.id))[0]).toBe('answer-too-large');
      expect(await audited(answer.headers.get('x-request-id'))).toEqual([
        { type: 'sign-in.refused', outcome: 'refused' },
      ]);
    }
  });

  it('SAM-05 refuses what goes on for longer than it may, however large it says that it is', async () => {
    const path = `/api/v1/auth/saml/${given.provider.id}/acs`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...from() };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${api.url}${path}`, { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        answer.resume();
      });
      upload.on('error', reject);
      upload.write('SAMLResponse=');
      upload.write('A'.repeat(600_000));
    });
    expect(status).toBe(413);
    expect((await refusals(given.provider.id))[0]).toBe('answer-too-large');
  });

  it('SAM-05 audits a logout message that is too large, too', async () => {
    const answer = await api.anybody.call('POST', `/auth/saml/${given.provider.id}/slo`, {
      raw: `SAMLRequest=${'A'.repeat(500_000)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...from() },
    });
    expect(answer).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
    expect(await audited(answer.headers.get('x-request-id'))).toEqual([
      { type: 'provider.logged-out', outcome: 'refused' },
    ]);
  });

  it('leaves the process alive, and nobody signed in', async () => {
    expect((await api.anybody.get('//health/live')).status).toBe(200);
    const made = await api.database.sql(`SELECT 1 AS one FROM app_user WHERE login_method = 'saml'`);
    expect(made).toEqual([]);
  });
});

describe('a good response at a wrong time or place', () => {
  it('SAM-03 is taken once, of several at the same moment', async () => {
    const mine = await provider({ allowIdpInitiated: true });
    const response = encoded(goodResponse({ ...rightly(mine, null), ...PERSON }, keys));
    const nobody = { relayState: '', cookie: '' };
    const all = await Promise.all(Array.from({ length: 4 }, () => bring(api, mine, nobody, response, from())));
    expect(all.map(({ status }) => status).sort()).toEqual([303, 401, 401, 401]);
    expect(await refusals(mine.provider.id)).toEqual(['replayed', 'replayed', 'replayed']);
  });

  it('SAM-03 is taken once for one request', async () => {
    const mine = await provider();
    const left = await leave(api, mine);
    const response = encoded(goodResponse({ ...rightly(mine, left.requestId), ...PERSON }, keys));
    expect((await bring(api, mine, left, response, from())).status).toBe(303);
    expect(await bring(api, mine, left, response, from())).toMatchObject({
      status: 400,
      body: { code: 'sso-state-invalid' },
    });
    const again = await leave(api, mine);
    expect(await bring(api, mine, again, response, from())).toMatchObject({ status: 401 });
  });

  it('SAM-03 is refused where nobody asked, unless the provider may come by itself', async () => {
    const response = encoded(goodResponse({ ...rightly(given, null), ...PERSON }, keys));
    const answer = await bring(api, given, { relayState: '/somewhere', cookie: '' }, response, from());
    expect(answer).toMatchObject({ status: 400, body: { code: 'sso-state-invalid' } });
    expect((await refusals(given.provider.id))[0]).toBe('state-missing');
  });

  it('SAM-07 is refused in another browser', async () => {
    const [left, theirs] = await Promise.all([leave(api, given), leave(api, given)]);
    const response = encoded(goodResponse({ ...rightly(given, left.requestId), ...PERSON }, keys));
    const answer = await bring(api, given, { ...left, cookie: theirs.cookie }, response, from());
    expect(answer).toMatchObject({ status: 400, body: { code: 'sso-state-invalid' } });
    expect((await refusals(given.provider.id))[0]).toBe('other-browser');
  });

  it('SAM-01 is refused at another provider, whose key and name it does not have', async () => {
    const other = await provider({ entityId: 'https://other.example.org', certificates: [keys.stranger.certificate] });
    const left = await leave(api, other);
    const response = encoded(goodResponse({ ...rightly(given, left.requestId), ...PERSON }, keys));
    expect((await bring(api, other, left, response, from())).status).toBe(401);
    const named = { ...rightly(other, left.requestId), ...PERSON };
    const again = await leave(api, other);
    const better = encoded(goodResponse({ ...named, requestId: again.requestId }, keys));
    expect((await bring(api, other, again, better, from())).status).toBe(401);
    expect((await refusals(other.provider.id))[0]).toBe('signature-invalid');
  });

  it('SAM-06 never leads to another site', async () => {
    for (const returnTo of ['//evil.example', 'https://evil.example', 'javascript:alert(1)', '/\\evil.example']) {
      const left = await leave(api, given, `?returnTo=${encodeURIComponent(returnTo)}`);
      const person = { ...rightly(given, left.requestId), ...PERSON, nameId: newXmlId() };
      const answer = await bring(api, given, left, encoded(goodResponse(person, keys)), from());
      expect([answer.status, answer.headers.get('location') ?? '/']).toEqual([
        expect.any(Number),
        expect.stringMatching(/^\/(?![/\\])/),
      ]);
    }
  });

  it('SAM-06 leads to the beginning, whatever a provider that comes by itself sends along', async () => {
    const mine = await provider({ allowIdpInitiated: true });
    for (const relayState of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      '<script>alert(1)</script>',
      '/\r\nSet-Cookie: wk=evil',
      `/${'a'.repeat(100_000)}`,
    ]) {
      const response = encoded(goodResponse({ ...rightly(mine, null), ...PERSON }, keys));
      const answer = await bring(api, mine, { relayState, cookie: '' }, response, from());
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
      expect(answer.headers.getSetCookie().filter((cookie) => cookie.includes('evil'))).toEqual([]);
    }
  });

  it('SAM-08 takes no rights from attributes that nobody mapped', async () => {
    const mine = await provider();
    const left = await leave(api, mine);
    const attributes = {
      ...PERSON.attributes,
      role: ['System Administrator'],
      isAdmin: ['true'],
      domain: ['primary'],
      __proto__x: ['x'],
      ['__proto__']: ['y'],
      enabled: ['true'],
    };
    const response = encoded(goodResponse({ ...rightly(mine, left.requestId), attributes }, keys));
    expect((await bring(api, mine, left, response, from())).status).toBe(303);
    const users = await api.database.sql<{ username: string; kind: string; same: boolean }>(
      `SELECT u.username, r.kind, u.domain_id = $1 AS same FROM app_user u JOIN role r ON r.id = u.role_id
        WHERE u.login_method = 'saml' AND u.domain_id = $1`,
      [mine.domain.id],
    );
    expect(users).toEqual([{ username: 'ann', kind: 'read-only', same: true }]);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});

describe('a logout request in a form', () => {
  const requestOf = (at: GivenSaml, id = newXmlId()) =>
    [
      `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0"`,
      ` IssueInstant="${new Date().toISOString()}" Destination="${at.provider.endpoints.sloUrl}">`,
      `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${ENTITY}</saml:Issuer>`,
      `<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">ann</saml:NameID></samlp:LogoutRequest>`,
    ].join('');
  const post = (at: GivenSaml, xml: string) =>
    api.anybody.call('POST', `/auth/saml/${at.provider.id}/slo`, {
      raw: new URLSearchParams({ SAMLRequest: encoded(xml) }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...from() },
    });

  it('SAM-11 ends the session only when it is signed, as it was signed, by the provider, and once', async () => {
    const mine = await provider();
    const left = await leave(api, mine);
    const response = encoded(goodResponse({ ...rightly(mine, left.requestId), ...PERSON }, keys));
    const entered = await bring(api, mine, left, response, from());
    const cookie = entered.headers
      .getSetCookie()
      .map((each) => each.replace(/;.*$/, ''))
      .join('; ');
    const live = async () => (await api.anybody.get('/me', { headers: { cookie } })).status;
    expect(await live()).toBe(200);
    const good = signed(requestOf(mine), 'LogoutRequest', keys);
    const other = signed(requestOf(mine).replace('>ann<', '>bob<'), 'LogoutRequest', keys);
    for (const forged of [
      requestOf(mine),
      signed(requestOf(mine), 'LogoutRequest', keys, { key: keys.stranger.privateKey }),
      other.replace('>bob<', '>ann<'),
      good.replace(/<\/samlp:LogoutRequest>$/, `${'<x/>'.repeat(200)}$&`),
    ]) {
      expect((await post(mine, forged)).status).toBe(400);
    }
    expect((await post(mine, other)).status).toBe(303);
    expect(await live()).toBe(200);
    expect((await post(mine, good)).status).toBe(303);
    expect(await live()).toBe(401);
    expect((await post(mine, good)).status).toBe(400);
  });
});
