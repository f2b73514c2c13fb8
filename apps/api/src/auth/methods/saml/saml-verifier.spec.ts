import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAML_DEFAULTS, SAML_PRESETS } from 'wardkeep/contracts';
import { encoded, forgeKeys, goodResponse, newXmlId, type ForgeKeys } from '../../../../testing/saml-forge.js';
import type { SamlParties } from './saml-parties.js';
import { SamlVerifier } from './saml-verifier.js';

const MANY = 60;
const [issuer, audience] = ['https://idp.example.org/metadata', 'https://wardkeep.example.org/metadata'];
const acsUrl = 'https://wardkeep.example.org/acs';

let verifier: SamlVerifier;
let keys: ForgeKeys;
beforeAll(async () => {
  verifier = new SamlVerifier();
  keys = await forgeKeys();
});
afterAll(() => verifier.onModuleDestroy());

const parties = (): SamlParties => ({
  config: { ...SAML_DEFAULTS, ...SAML_PRESETS.generic },
  idp: {
    entityId: issuer,
    ssoUrl: 'https://idp.example.org/sso',
    ssoBinding: 'redirect',
    sloUrl: null,
    certificates: [keys.idp.certificate],
  },
  sp: { entityId: audience, acsUrl, sloUrl: acsUrl, signingKey: keys.idp.privateKey, privateKeys: [] },
});

function answering(requestId: string, groups: readonly string[] = []) {
  const response = goodResponse({ issuer, audience, acsUrl, requestId, attributes: { groups } }, keys);
  return { encoded: encoded(response), parties: parties(), requestId, now: new Date() };
}

describe('SAML responses on threads of their own', () => {
  it('come back with what they say', async () => {
    const verified = await verifier.verify(answering(newXmlId(), ['staff', 'admins']));
    if (!verified || !('assertion' in verified)) throw new Error('It was not taken');
    expect(verified.assertion.nameId.value).toBe('ann');
    expect(verified.assertion.attributes.get('groups')).toEqual(['staff', 'admins']);
    expect(verified.assertion.notOnOrAfter?.getTime()).toBeGreaterThan(Date.now());
  });

  it('come back with why they are refused', async () => {
    const verified = await verifier.verify({ ...answering(newXmlId()), requestId: newXmlId() });
    expect(verified).toMatchObject({ refusal: { because: 'response-mismatch', detail: expect.any(String) } });
  });

  it('SAM-09 are turned away where too many wait, and taken again after that', async () => {
    const message = answering(newXmlId());
    const all = await Promise.all(Array.from({ length: MANY }, () => verifier.verify(message)));
    const taken = all.filter((each) => each && 'assertion' in each).length;
    expect([taken > 0, taken < MANY, taken + all.filter((each) => each === null).length]).toEqual([true, true, MANY]);
    expect(await verifier.verify(message)).toMatchObject({ assertion: { id: expect.any(String) } });
  });
});
