import type { SsoRefusal } from 'wardkeep/contracts';
import { bareBase64 } from '../src/providers/saml/certificates.js';
import {
  assertionXml,
  encoded,
  encryptedAssertion,
  goodResponse,
  newXmlId,
  publicPem,
  responseXml,
  signed,
  type Forged,
  type ForgeKeys,
  type Signing,
} from './saml-forge.js';

export type SamlAttack = {
  readonly id: string;
  readonly name: string;
  readonly because: SsoRefusal;
  /** What is posted as SAMLResponse. */
  readonly make: (forged: Forged, keys: ForgeKeys, spCertificate: string) => string;
};

const FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:';
const DAY_MS = 86_400_000;
const SIGNATURE = /<Signature xmlns=.*?<\/Signature>/s;
const later = (days: number) => new Date(Date.now() + days * DAY_MS);
const evil = (forged: Forged) => assertionXml({ ...forged, nameId: 'admin', assertionId: newXmlId() });
const intoFirst = (xml: string, local: string, more: string) => xml.replace(`</${local}>`, `${more}</${local}>`);
const afterIssuer = (xml: string, more: string) => xml.replace('</saml:Issuer>', `</saml:Issuer>${more}`);

function apart(xml: string): { readonly signature: string; readonly rest: string } {
  const [signature = ''] = SIGNATURE.exec(xml) ?? [];
  return { signature, rest: xml.replace(signature, '') };
}

const signedAssertion = (forged: Forged, keys: ForgeKeys, signing?: Signing) =>
  signed(assertionXml(forged), 'Assertion', keys, signing);
const signedResponse = (forged: Forged, keys: ForgeKeys) =>
  signed(responseXml(forged, assertionXml(forged)), 'Response', keys);

/** Says otherwise in one place; signed as it should be. */
function saying(id: string, name: string, because: SsoRefusal, otherwise: () => Partial<Forged>): SamlAttack {
  return { id, name, because, make: (forged, keys) => encoded(goodResponse({ ...forged, ...otherwise() }, keys)) };
}

function attack(
  id: string,
  name: string,
  because: SsoRefusal,
  xml: (forged: Forged, keys: ForgeKeys, spCertificate: string) => string,
): SamlAttack {
  return { id, name, because, make: (...all) => encoded(xml(...all)) };
}

function signedBy(name: string, because: SsoRefusal, signing: (keys: ForgeKeys) => Signing, id = 'SAM-01'): SamlAttack {
  return attack(id, name, because, (forged, keys) => responseXml(forged, signedAssertion(forged, keys, signing(keys))));
}

const SIGNATURES: readonly SamlAttack[] = [
  attack('SAM-01', 'no signature', 'not-signed', (forged) => responseXml(forged, assertionXml(forged))),
  attack('SAM-01', 'its signature stripped', 'not-signed', (forged, keys) => apart(goodResponse(forged, keys)).rest),
  attack('SAM-01', 'a response that is signed, the assertion not', 'not-signed', signedResponse),
  attack('SAM-01', 'a name changed after it was signed', 'signature-invalid', (forged, keys) =>
    goodResponse(forged, keys).replace('>ann<', '>admin<'),
  ),
  attack('SAM-01', 'a good assertion in a response that was changed', 'signature-invalid', (forged, keys) =>
    signed(responseXml(forged, signedAssertion(forged, keys)), 'Response', keys).replace(
      'IssueInstant',
      'x="" IssueInstant',
    ),
  ),
  signedBy('the key of somebody else', 'signature-invalid', ({ stranger }) => ({ key: stranger.privateKey })),
  signedBy('the key of somebody else, and their certificate in KeyInfo', 'signature-invalid', ({ stranger }) => ({
    key: stranger.privateKey,
    keyInfo: `<X509Data><X509Certificate>${bareBase64(stranger.certificate)}</X509Certificate></X509Data>`,
  })),
  signedBy('an HMAC with the public key', 'algorithm-refused', ({ idp }) => ({
    key: publicPem(idp),
    signature: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
  })),
  signedBy('SHA-1', 'algorithm-refused', () => ({ signature: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }), 'SAM-12'),
  signedBy(
    'a SHA-1 digest',
    'algorithm-refused',
    () => ({ digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }),
    'SAM-12',
  ),
  attack('SAM-01', 'two signed infos', 'signature-invalid', (forged, keys) =>
    goodResponse(forged, keys).replace(/(<SignedInfo>.*?<\/SignedInfo>)/s, '$1$1'),
  ),
  attack('SAM-01', 'a reference to nothing', 'signature-invalid', (forged, keys) =>
    goodResponse(forged, keys).replace(/URI="#[^"]+"/, 'URI=""'),
  ),
  attack('SAM-01', 'an XPath in its reference', 'algorithm-refused', (forged, keys) =>
    goodResponse(forged, keys).replace(
      '<Transforms>',
      '<Transforms><Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>',
    ),
  ),
  attack('SAM-01', 'a comment in its digest', 'answer-malformed', (forged, keys) =>
    goodResponse(forged, keys).replace('<DigestValue>', '<DigestValue><!-- x -->'),
  ),
  attack('SAM-01', 'one id on two elements', 'answer-malformed', (forged, keys) => {
    const twin = { ...forged, assertionId: newXmlId() };
    return responseXml(forged, signedAssertion(twin, keys)).replace(
      '<samlp:Status>',
      `<samlp:Status ID="${twin.assertionId}">`,
    );
  }),
];

const WRAPPINGS: readonly SamlAttack[] = [
  attack('SAM-01', 'XSW1: the signed response inside of the signature', 'answer-malformed', (forged, keys) => {
    const { signature, rest } = apart(signedResponse(forged, keys));
    return afterIssuer(responseXml(forged, evil(forged)), intoFirst(signature, 'Signature', rest));
  }),
  attack('SAM-01', 'XSW2: the signed response beside the signature', 'answer-malformed', (forged, keys) => {
    const { signature, rest } = apart(signedResponse(forged, keys));
    return afterIssuer(responseXml(forged, evil(forged)), rest + signature);
  }),
  attack('SAM-01', 'XSW3: another assertion before the signed one', 'answer-malformed', (forged, keys) =>
    responseXml(forged, evil(forged) + signedAssertion(forged, keys)),
  ),
  attack('SAM-01', 'XSW4: the signed assertion in another one', 'answer-malformed', (forged, keys) =>
    responseXml(forged, intoFirst(evil(forged), 'saml:Assertion', signedAssertion(forged, keys))),
  ),
  attack('SAM-01', 'XSW5: the signature in another assertion', 'answer-malformed', (forged, keys) => {
    const { signature, rest } = apart(signedAssertion(forged, keys));
    return responseXml(forged, afterIssuer(evil(forged), signature) + rest);
  }),
  attack('SAM-01', 'XSW6: the signed assertion inside of the signature', 'answer-malformed', (forged, keys) => {
    const { signature, rest } = apart(signedAssertion(forged, keys));
    return responseXml(forged, afterIssuer(evil(forged), intoFirst(signature, 'Signature', rest)));
  }),
  attack('SAM-01', 'XSW7: another assertion in the extensions', 'answer-malformed', (forged, keys) =>
    responseXml(forged, `<samlp:Extensions>${evil(forged)}</samlp:Extensions>${signedAssertion(forged, keys)}`),
  ),
  attack('SAM-01', 'XSW8: the signed assertion in an object of the signature', 'answer-malformed', (forged, keys) => {
    const { signature, rest } = apart(signedAssertion(forged, keys));
    return responseXml(
      forged,
      afterIssuer(evil(forged), intoFirst(signature, 'Signature', `<Object>${rest}</Object>`)),
    );
  }),
  attack(
    'SAM-01',
    'two roots',
    'answer-malformed',
    (forged, keys) => goodResponse(forged, keys) + responseXml(forged, evil(forged)),
  ),
  attack('SAM-01', 'a signature that signs the assertion from the response', 'signature-invalid', (forged, keys) => {
    const { signature, rest } = apart(signedAssertion(forged, keys));
    return afterIssuer(responseXml(forged, rest), signature);
  }),
];

const NAMES: readonly SamlAttack[] = [
  attack('SAM-02', 'a comment in the NameID', 'answer-malformed', (forged, keys) =>
    goodResponse({ ...forged, nameId: 'admin.attacker' }, keys).replace('admin.', 'admin<!-- x -->.'),
  ),
  attack('SAM-02', 'CDATA in the NameID', 'answer-malformed', (forged, keys) =>
    goodResponse({ ...forged, nameId: 'admin.attacker' }, keys).replace('admin.', '<![CDATA[admin]]>.'),
  ),
  attack('SAM-02', 'a processing instruction in the NameID', 'answer-malformed', (forged, keys) =>
    goodResponse({ ...forged, nameId: 'admin.attacker' }, keys).replace('admin.', 'admin<?x?>.'),
  ),
  saying('SAM-02', 'an element in the NameID', 'subject-missing', () => ({ nameId: 'admin<b/>.attacker' })),
  saying('SAM-02', 'a transient NameID', 'subject-transient', () => ({ nameIdFormat: `${FORMAT}transient` })),
  attack('SAM-02', 'an encrypted NameID', 'subject-encrypted', (forged, keys) => {
    const named = /<saml:NameID>.*?<\/saml:NameID>/;
    const sealed =
      '<saml:EncryptedID><x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>';
    return responseXml(forged, signed(assertionXml(forged).replace(named, sealed), 'Assertion', keys));
  }),
  saying('SAM-02', 'no NameID', 'subject-missing', () => ({ nameId: '' })),
];

const CONTENTS: readonly SamlAttack[] = [
  saying('SAM-04', 'another audience', 'audience-mismatch', () => ({ audience: 'https://other.example.org' })),
  saying('SAM-04', 'another recipient', 'recipient-mismatch', () => ({ recipient: 'https://other.example.org/acs' })),
  saying('SAM-04', 'another destination', 'destination-mismatch', () => ({
    destination: 'https://other.example.org/acs',
  })),
  saying('SAM-04', 'another issuer', 'issuer-mismatch', () => ({ issuer: 'https://other.example.org/idp' })),
  saying('SAM-04', 'another issuer of the response', 'issuer-mismatch', () => ({
    responseIssuer: 'https://other.example.org',
  })),
  saying('SAM-04', 'conditions that are over', 'expired', () => ({ notOnOrAfter: later(-0.01) })),
  saying('SAM-04', 'conditions that come to hold', 'not-yet-valid', () => ({ notBefore: later(0.01) })),
  saying('SAM-10', 'a confirmation that is over', 'expired', () => ({ confirmedUntil: later(-0.01) })),
  saying('SAM-10', 'ten years of validity', 'expired', () => ({ notOnOrAfter: later(3_650) })),
  saying('SAM-10', 'an issue of an hour ago', 'expired', () => ({
    issuedAt: later(-1 / 24),
    notOnOrAfter: later(0.01),
    confirmedUntil: later(0.01),
  })),
  attack('SAM-04', 'no conditions', 'expired', (forged, keys) => {
    const bare = assertionXml(forged).replace(/<saml:Conditions.*<\/saml:Conditions>/, '');
    return responseXml(forged, signed(bare, 'Assertion', keys));
  }),
  attack('SAM-04', 'no audience', 'audience-mismatch', (forged, keys) => {
    const bare = assertionXml(forged).replace(/<saml:AudienceRestriction.*<\/saml:AudienceRestriction>/, '');
    return responseXml(forged, signed(bare, 'Assertion', keys));
  }),
  attack('SAM-10', 'no end of the confirmation', 'expired', (forged, keys) => {
    const bare = assertionXml(forged).replace(/(SubjectConfirmationData) NotOnOrAfter="[^"]+"/, '$1');
    return responseXml(forged, signed(bare, 'Assertion', keys));
  }),
  saying('SAM-03', 'an answer to another request', 'response-mismatch', () => ({ requestId: newXmlId() })),
  saying('SAM-03', 'an answer to no request', 'unsolicited', () => ({ requestId: null })),
  attack('SAM-01', 'a refusal of the provider', 'provider-error', (forged) => responseXml(forged, '', 'Responder')),
  attack('SAM-01', 'a refusal with an assertion', 'provider-error', (forged, keys) =>
    responseXml(forged, signedAssertion(forged, keys), 'Requester'),
  ),
];

const BOMBS: readonly SamlAttack[] = [
  attack(
    'SAM-05',
    'a document type',
    'answer-malformed',
    (forged, keys) => `<!DOCTYPE x>${goodResponse(forged, keys)}`,
  ),
  attack(
    'SAM-05',
    'entities in entities',
    'answer-malformed',
    (forged, keys) =>
      `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>${goodResponse(forged, keys).replace('>ann<', '>&b;<')}`,
  ),
  attack(
    'SAM-05',
    'an external entity',
    'answer-malformed',
    (forged, keys) => `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${goodResponse(forged, keys)}`,
  ),
  attack('SAM-05', '300 KB', 'answer-too-large', (forged, keys) =>
    goodResponse({ ...forged, nameId: 'a'.repeat(300_000) }, keys),
  ),
  attack('SAM-09', '40,000 siblings', 'answer-too-large', (forged) => responseXml(forged, '<x/>'.repeat(40_000))),
  attack('SAM-09', 'more siblings than are read, signed', 'answer-too-large', (forged, keys) =>
    goodResponse({ ...forged, extra: '<x/>'.repeat(1_600) }, keys),
  ),
  attack('SAM-09', '2,500 namespaces around 1,400 elements', 'answer-too-large', (forged) => {
    const namespaces = Array.from({ length: 2_500 }, (_, n) => `xmlns:n${n}="u"`).join(' ');
    return responseXml(forged, `<x ${namespaces}>${'<y xmlns:z="u"/>'.repeat(1_400)}</x>`);
  }),
  attack('SAM-05', '20,000 levels', 'answer-too-large', (forged) =>
    responseXml(forged, `${'<x>'.repeat(20_000)}${'</x>'.repeat(20_000)}`),
  ),
  attack('SAM-05', '10,000 attributes', 'answer-too-large', (forged) =>
    responseXml(forged, `<x ${Array.from({ length: 10_000 }, (_, at) => `a${at}=""`).join(' ')}/>`),
  ),
  { id: 'SAM-05', name: 'no base64', because: 'answer-malformed', make: () => '<samlp:Response/>' },
  {
    id: 'SAM-05',
    name: 'no UTF-8',
    because: 'answer-malformed',
    make: () => Buffer.from([0x3c, 0xff, 0xfe]).toString('base64'),
  },
  attack('SAM-09', 'siblings, encrypted for us without a signature', 'answer-too-large', (forged, _keys, certificate) =>
    responseXml(forged, encryptedAssertion(`<a>${'<x/>'.repeat(30_000)}</a>`, certificate)),
  ),
  attack('SAM-01', 'an encrypted assertion without a signature', 'not-signed', (forged, _keys, certificate) =>
    responseXml(forged, encryptedAssertion(assertionXml(forged), certificate)),
  ),
  attack('SAM-01', 'an assertion encrypted by RSA 1.5', 'algorithm-refused', (forged, keys, certificate) =>
    responseXml(forged, encryptedAssertion(signedAssertion(forged, keys), certificate, 'rsa-1_5')),
  ),
  attack('SAM-01', 'an assertion encrypted for somebody else', 'signature-invalid', (forged, keys) =>
    responseXml(forged, encryptedAssertion(signedAssertion(forged, keys), keys.stranger.certificate)),
  ),
];

/** Responses of which none may sign anybody in. */
export const SAML_ATTACKS: readonly SamlAttack[] = [...SIGNATURES, ...WRAPPINGS, ...NAMES, ...CONTENTS, ...BOMBS];
