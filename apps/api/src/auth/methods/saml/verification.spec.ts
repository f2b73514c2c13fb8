import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { SAML_DEFAULTS, SAML_PRESETS, type SamlConfig } from 'wardkeep/contracts';
import { SAML_ATTACKS } from '../../../../testing/saml-attacks.js';
import {
  assertionXml,
  encoded,
  encryptedAssertion,
  forgeKeys,
  goodResponse,
  newXmlId,
  responseXml,
  signed,
  type Forged,
  type ForgeKeys,
} from '../../../../testing/saml-forge.js';
import { selfSigned, type SelfSigned } from '../../../providers/saml/self-signed.js';
import { SamlRefusal } from './saml-refusal.js';
import type { SamlParties } from './saml-parties.js';
import { verifiedAssertion } from './verification.js';

let keys: ForgeKeys;
let ours: readonly SelfSigned[];
const config = { ...SAML_DEFAULTS, ...SAML_PRESETS.generic } as const satisfies SamlConfig;

beforeAll(async () => {
  keys = await forgeKeys();
  ours = await Promise.all([selfSigned('sp', new Date()), selfSigned('sp', new Date())]);
});

const forged = (): Forged => ({
  issuer: 'https://idp.example.org/metadata',
  audience: 'https://wardkeep.example.org/metadata',
  acsUrl: 'https://wardkeep.example.org/acs',
  requestId: newXmlId(),
});

const parties = (wishes: Partial<SamlConfig> = {}): SamlParties => ({
  config: { ...config, ...wishes },
  idp: {
    entityId: 'https://idp.example.org/metadata',
    ssoUrl: 'https://idp.example.org/sso',
    ssoBinding: 'redirect',
    sloUrl: null,
    certificates: [keys.idp.certificate],
  },
  sp: {
    entityId: 'https://wardkeep.example.org/metadata',
    acsUrl: 'https://wardkeep.example.org/acs',
    sloUrl: 'https://wardkeep.example.org/slo',
    signingKey: ours[0]?.privateKey ?? '',
    privateKeys: ours.map(({ privateKey }) => privateKey),
  },
});

const verify = (xml: string, { requestId }: Forged, wishes: Partial<SamlConfig> = {}) =>
  verifiedAssertion(encoded(xml), parties(wishes), requestId, new Date());

const refusalOf = async (answer: Promise<unknown>) => {
  const error: unknown = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof SamlRefusal ? error.because : error;
};

describe('a response of the provider', () => {
  it('is taken with its assertion signed, and groups come as one or several', async () => {
    const facts = { ...forged(), attributes: { one: ['a'], several: ['a', 'b & c'], __proto__x: ['y'] } };
    const assertion = await verify(goodResponse(facts, keys), facts);
    expect(assertion.nameId.value).toBe('ann');
    expect(Object.fromEntries(assertion.attributes)).toEqual({
      one: ['a'],
      several: ['a', 'b & c'],
      __proto__x: ['y'],
    });
    expect(assertion.sessions[0]?.index).toMatch(/^_/);
  });

  it('is taken with the response signed where that is enough, or both', async () => {
    const facts = forged();
    const around = signed(responseXml(facts, assertionXml(facts)), 'Response', keys);
    await expect(verify(around, facts, { wantAssertionsSigned: false })).resolves.toMatchObject({
      nameId: { value: 'ann' },
    });
    const both = signed(goodResponse(facts, keys), 'Response', keys);
    await expect(verify(both, facts)).resolves.toMatchObject({ nameId: { value: 'ann' } });
  });

  it('is taken with its assertion encrypted for either of our keys', async () => {
    for (const { certificate } of ours) {
      const facts = forged();
      const sealed = encryptedAssertion(signed(assertionXml(facts), 'Assertion', keys), certificate);
      const taken = verify(responseXml(facts, sealed), facts, { wantAssertionsEncrypted: true });
      await expect(taken).resolves.toMatchObject({ nameId: { value: 'ann' } });
    }
  });

  it('is taken with either of two certificates of the provider', async () => {
    const facts = forged();
    const two = {
      ...parties(),
      idp: { ...parties().idp, certificates: [keys.stranger, keys.idp].map((k) => k.certificate) },
    };
    const taken = verifiedAssertion(encoded(goodResponse(facts, keys)), two, facts.requestId, new Date());
    await expect(taken).resolves.toMatchObject({ nameId: { value: 'ann' } });
  });

  it('SAM-12 is taken with SHA-1 only by the switch', async () => {
    const facts = forged();
    const old = signed(assertionXml(facts), 'Assertion', keys, {
      signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
      digest: 'http://www.w3.org/2000/09/xmldsig#sha1',
    });
    await expect(verify(responseXml(facts, old), facts, { allowSha1: true })).resolves.toMatchObject({
      nameId: { value: 'ann' },
    });
    expect(await refusalOf(verify(responseXml(facts, old), facts))).toBe('algorithm-refused');
  });

  it.each([
    { name: 'issued by a clock that is ahead by as much as it may', seconds: -30, outcome: 'taken' },
    { name: 'issued by a clock that is ahead by more', seconds: -31, outcome: 'not-yet-valid' },
    { name: 'over by as much as clocks may differ', seconds: 329, outcome: 'taken' },
    { name: 'over by more', seconds: 330, outcome: 'expired' },
  ])('CLK-01 is $outcome when it is $name', async ({ seconds, outcome }) => {
    const issuedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000);
    const facts = { ...forged(), issuedAt, notBefore: issuedAt };
    const at = new Date(issuedAt.getTime() + seconds * 1_000);
    const looked = verifiedAssertion(encoded(goodResponse(facts, keys)), parties(), facts.requestId, at);
    const got = await looked.then(
      () => 'taken',
      (error: unknown) => (error instanceof SamlRefusal ? error.because : error),
    );
    expect(got).toBe(outcome);
  });

  it('is refused where it should have been encrypted', async () => {
    const facts = forged();
    expect(await refusalOf(verify(goodResponse(facts, keys), facts, { wantAssertionsEncrypted: true }))).toBe(
      'not-encrypted',
    );
  });

  it('SAM-03 is taken without a request only where nobody asked, and then only without', async () => {
    const facts = { ...forged(), requestId: null };
    await expect(verify(goodResponse(facts, keys), facts)).resolves.toMatchObject({ nameId: { value: 'ann' } });
    const answer = { ...forged() };
    expect(await refusalOf(verify(goodResponse(answer, keys), facts))).toBe('response-mismatch');
  });
});

describe('a response that was forged', () => {
  it.each(SAML_ATTACKS.map((attack) => [`${attack.id} is refused with ${attack.name}`, attack] as const))(
    '%s',
    async (_, { make, because }) => {
      const facts = forged();
      const posted = make(facts, keys, ours[0]?.certificate ?? '');
      expect(await refusalOf(verifiedAssertion(posted, parties(), facts.requestId, new Date()))).toBe(because);
    },
  );
});

describe('a message as large as it may be', () => {
  /** On an idle machine 20 ms; without bounds it is half a minute. */
  const MOST_STALL_MS = 2_000;

  it('SAM-09 keeps nobody else waiting, good or forged', async () => {
    const groups = Array.from({ length: 1_400 }, (_, at) => `group-${at}`);
    const large = { ...forged(), attributes: { groups } };
    const sealed = encryptedAssertion(signed(assertionXml(large), 'Assertion', keys), ours[0]?.certificate ?? '');
    const siblings = encryptedAssertion(`<a>${'<x/>'.repeat(40_000)}</a>`, ours[0]?.certificate ?? '');
    const messages = [
      goodResponse(large, keys),
      responseXml(large, sealed),
      responseXml(large, siblings),
      responseXml(large, '<x/>'.repeat(100_000)),
    ].map(encoded);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const outcomes = [];
    for (const message of messages) {
      const verified = verifiedAssertion(message, parties(), large.requestId, new Date());
      outcomes.push(
        await verified.then(
          ({ attributes }) => attributes.get('groups')?.length,
          () => 'refused',
        ),
      );
      await nextTurn();
    }
    delay.disable();
    expect(outcomes).toEqual([1_400, 1_400, 'refused', 'refused']);
    expect(delay.max / 1e6).toBeLessThan(MOST_STALL_MS);
  });
});
