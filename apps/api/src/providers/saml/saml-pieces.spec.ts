import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { bareBase64 } from './certificates.js';
import { MetadataFault, readIdpMetadata } from './idp-metadata.js';
import { selfSigned, type SelfSigned } from './self-signed.js';
import { spMetadata } from './sp-metadata.js';

const NOW = new Date('2026-11-22T12:00:00Z');
let one: SelfSigned;
let two: SelfSigned;

beforeAll(async () => {
  [one, two] = await Promise.all([selfSigned('Wardkeep', NOW), selfSigned('Wardkeep & Söhne', NOW)]);
});

describe('a key of our own', () => {
  it('has a certificate that it signed, for three years', () => {
    const certificate = new X509Certificate(one.certificate);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(one.privateKey))).toBe(true);
    expect(certificate.subject).toBe('CN=Wardkeep');
    expect(new Date(certificate.validFrom)).toEqual(NOW);
    expect(new Date(certificate.validTo)).toEqual(new Date('2029-11-22T12:00:00Z'));
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(3_072);
  });

  it('is another one each time', () => {
    const [first, second] = [one, two].map(({ certificate }) => new X509Certificate(certificate));
    expect(first?.serialNumber).not.toBe(second?.serialNumber);
    expect(second?.subject).toBe('CN=Wardkeep & Söhne');
  });
});

const key = (pem: string, use = 'use="signing"') =>
  `<md:KeyDescriptor ${use}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
     ${bareBase64(pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
const service = (name: string, binding: string, location: string) =>
  `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`;
const SSO = service('SingleSignOnService', 'HTTP-Redirect', 'https://idp.example.org/sso?a=1&amp;b=2');

const described = (inside: string, attributes = '', entity = 'https://idp.example.org/metadata') =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
     entityID="${entity}" ${attributes}><!-- made by hand -->
   <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${inside}</md:IDPSSODescriptor>
   </md:EntityDescriptor>`;

const faultOf = (text: string) => {
  try {
    return readIdpMetadata(text, NOW);
  } catch (error) {
    return error instanceof MetadataFault ? error.message : error;
  }
};

describe('the metadata of an identity provider', () => {
  it('says who it is, where it is and what it signs with, two certificates at once', () => {
    const slo = service('SingleLogoutService', 'HTTP-Redirect', 'https://idp.example.org/slo');
    const post = service('SingleSignOnService', 'HTTP-POST', 'https://idp.example.org/post');
    const keys = [key(one.certificate), key(two.certificate, ''), key(one.certificate, 'use="encryption"')].join('');
    const text = described(keys + slo + post + SSO, 'validUntil="2026-12-24T00:00:00Z"');
    expect(readIdpMetadata(text, NOW)).toEqual({
      entityId: 'https://idp.example.org/metadata',
      ssoUrl: 'https://idp.example.org/sso?a=1&b=2',
      ssoBinding: 'redirect',
      sloUrl: 'https://idp.example.org/slo',
      certificates: [one.certificate.trim(), two.certificate.trim()],
      validUntil: new Date('2026-12-24T00:00:00Z'),
    });
  });

  it('is asked in a form where it takes nothing else', () => {
    const post = service('SingleSignOnService', 'HTTP-POST', 'https://idp.example.org/post');
    const { ssoUrl, ssoBinding } = readIdpMetadata(described(key(one.certificate) + post), NOW);
    expect({ ssoUrl, ssoBinding }).toEqual({ ssoUrl: 'https://idp.example.org/post', ssoBinding: 'post' });
  });

  it('may stand alone in a list, with a mark of its byte order', () => {
    const list = `\uFEFF<l xmlns="urn:x">${described(key(one.certificate) + SSO)}</l>`;
    expect(readIdpMetadata(list, NOW).sloUrl).toBeNull();
  });

  it.each([
    ['no XML', () => 'hello', 'can not be read: malformed'],
    ['a document type', () => `<!DOCTYPE x>${described(SSO)}`, 'can not be read: doctype'],
    [
      'a service provider',
      () => described('').replaceAll('IDPSSO', 'SPSSO'),
      'holds no identity provider for SAML 2.0',
    ],
    ['no certificate', () => described(SSO), 'has no certificate that it signs with'],
    ['no redirect', () => described(key(one.certificate)), 'offers no sign-in by HTTP-Redirect or HTTP-POST'],
    [
      'an address that is none',
      () => described(key(one.certificate) + service('SingleSignOnService', 'HTTP-Redirect', 'javascript:alert(1)')),
      'offers no sign-in by HTTP-Redirect or HTTP-POST',
    ],
    ['no entity id', () => described(key(one.certificate) + SSO, '', ''), 'has no entity id'],
    [
      'an end that is over',
      () => described(key(one.certificate) + SSO, 'validUntil="2026-11-22T11:59:59Z"'),
      'was valid until 2026-11-22T11:59:59.000Z',
    ],
    [
      'an end that is none',
      () => described(key(one.certificate) + SSO, 'validUntil="soon"'),
      'has an end that is no time',
    ],
    [
      'two of them',
      () => `<l>${described(SSO)}${described(SSO)}</l>`,
      'describes several identity providers; use the metadata of the one',
    ],
    [
      'a certificate that is none',
      () => described(key('AAAA') + SSO),
      'has a certificate that is of no use: it can not be read',
    ],
  ])('is refused with %s', (_, text, fault) => {
    expect(faultOf(text())).toBe(fault);
  });
});

describe('our own metadata', () => {
  it('names both keys for signing and for encryption', () => {
    const text = spMetadata({
      entityId: 'https://wardkeep.example.org/?a=1&b="2"',
      acsUrl: 'https://wardkeep.example.org/acs',
      sloUrl: 'https://wardkeep.example.org/slo',
      certificates: [one.certificate, two.certificate],
      nameIdFormat: null,
      signRequests: true,
      wantAssertionsSigned: true,
    });
    expect(text).toContain('entityID="https://wardkeep.example.org/?a=1&amp;b=&quot;2&quot;"');
    expect(text.match(/use="signing"/g)).toHaveLength(2);
    expect(text.match(/use="encryption"/g)).toHaveLength(2);
    expect(text).toContain(bareBase64(two.certificate));
  });
});
