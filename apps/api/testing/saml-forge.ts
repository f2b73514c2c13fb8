import {
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { escapedXml } from '../src/platform/xml/xml-text.js';
import { selfSigned, type SelfSigned } from '../src/providers/saml/self-signed.js';

const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const MINUTE_MS = 60_000;

export type ForgeKeys = { readonly idp: SelfSigned; readonly stranger: SelfSigned };

/** What a response says; everything has a value with which it is taken. */
export type Forged = {
  readonly issuer: string;
  readonly audience: string;
  readonly acsUrl: string;
  readonly requestId: string | null;
  readonly recipient?: string;
  readonly destination?: string;
  readonly responseIssuer?: string;
  readonly assertionId?: string;
  /** XML, as it is to stand there. */
  readonly nameId?: string;
  readonly nameIdFormat?: string;
  readonly issuedAt?: Date;
  readonly notBefore?: Date;
  readonly notOnOrAfter?: Date;
  readonly confirmedUntil?: Date;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** XML put into the assertion behind everything else. */
  readonly extra?: string;
};

export type Signing = {
  readonly key?: string;
  readonly signature?: string;
  readonly digest?: string;
  readonly keyInfo?: string;
};

export async function forgeKeys(): Promise<ForgeKeys> {
  const now = new Date();
  const [idp, stranger] = await Promise.all([selfSigned('idp', now), selfSigned('stranger', now)]);
  return { idp, stranger };
}

export function newXmlId(): string {
  return `_${randomBytes(16).toString('hex')}`;
}

/** An assertion without a signature. */
export function assertionXml(forged: Forged): string {
  const now = forged.issuedAt ?? new Date();
  const at = (date: Date | undefined, minutes: number) =>
    (date ?? new Date(now.getTime() + minutes * MINUTE_MS)).toISOString();
  const answers = forged.requestId === null ? '' : ` InResponseTo="${forged.requestId}"`;
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${forged.assertionId ?? newXmlId()}"`,
    ` Version="2.0" IssueInstant="${now.toISOString()}"><saml:Issuer>${escapedXml(forged.issuer)}</saml:Issuer>`,
    `<saml:Subject><saml:NameID${formatOf(forged)}>${forged.nameId ?? 'ann'}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData`,
    ` NotOnOrAfter="${at(forged.confirmedUntil, 5)}" Recipient="${escapedXml(forged.recipient ?? forged.acsUrl)}"`,
    `${answers}/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${at(forged.notBefore, -1)}" NotOnOrAfter="${at(forged.notOnOrAfter, 5)}">`,
    `<saml:AudienceRestriction><saml:Audience>${escapedXml(forged.audience)}</saml:Audience>`,
    `</saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="${newXmlId()}"><saml:AuthnContext>`,
    `<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>`,
    `</saml:AuthnContext></saml:AuthnStatement>${attributesXml(forged.attributes ?? {})}${forged.extra ?? ''}`,
    `</saml:Assertion>`,
  ].join('');
}

/** The response around whatever is given. */
export function responseXml(forged: Forged, inside: string, status = 'Success'): string {
  const now = forged.issuedAt ?? new Date();
  const answers = forged.requestId === null ? '' : ` InResponseTo="${forged.requestId}"`;
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${newXmlId()}" Version="2.0"`,
    ` IssueInstant="${now.toISOString()}" Destination="${escapedXml(forged.destination ?? forged.acsUrl)}"${answers}>`,
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`,
    `${escapedXml(forged.responseIssuer ?? forged.issuer)}</saml:Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>`,
    `${inside}</samlp:Response>`,
  ].join('');
}

/** The XML with a signature of the first element of that name in it. */
export function signed(
  xml: string,
  local: 'Assertion' | 'Response' | 'LogoutRequest',
  keys: ForgeKeys,
  signing: Signing = {},
): string {
  const path = `(//*[local-name(.)='${local}'])[1]`;
  const { key = keys.idp.privateKey, signature = RSA_SHA256, digest = SHA256, keyInfo } = signing;
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: EXCLUSIVE,
    ...(keyInfo !== undefined && { getKeyInfoContent: () => keyInfo }),
  });
  if (signature.includes('hmac')) signer.enableHMAC();
  signer.addReference({ xpath: path, transforms: [ENVELOPED, EXCLUSIVE], digestAlgorithm: digest });
  signer.computeSignature(xml, { location: { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' } });
  return signer.getSignedXml();
}

/** A response that is taken: its assertion is signed. */
export function goodResponse(forged: Forged, keys: ForgeKeys): string {
  return responseXml(forged, signed(assertionXml(forged), 'Assertion', keys));
}

/** The assertion for the holder of the certificate alone. */
export function encryptedAssertion(xml: string, certificate: string, method = 'rsa-oaep-mgf1p'): string {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([iv, cipher.update(xml), cipher.final(), cipher.getAuthTag()]).toString('base64');
  const sealedKey = publicEncrypt({ key: new X509Certificate(certificate).publicKey, oaepHash: 'sha1' }, key).toString(
    'base64',
  );
  return [
    `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`,
    `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">`,
    `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>`,
    `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>`,
    `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#${method}"/>`,
    `<xenc:CipherData><xenc:CipherValue>${sealedKey}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>`,
    `<xenc:CipherData><xenc:CipherValue>${sealed}</xenc:CipherValue></xenc:CipherData>`,
    `</xenc:EncryptedData></saml:EncryptedAssertion>`,
  ].join('');
}

export function encoded(xml: string): string {
  return Buffer.from(xml).toString('base64');
}

/** What everybody may know of a key. */
export function publicPem(keys: SelfSigned): string {
  return createPublicKey(createPrivateKey(keys.privateKey)).export({ type: 'spki', format: 'pem' }).toString();
}

function formatOf({ nameIdFormat }: Forged): string {
  return nameIdFormat === undefined ? '' : ` Format="${nameIdFormat}"`;
}

function attributesXml(attributes: Readonly<Record<string, readonly string[]>>): string {
  const each = Object.entries(attributes).map(([name, values]) => {
    const inside = values.map((value) => `<saml:AttributeValue>${escapedXml(value)}</saml:AttributeValue>`).join('');
    return `<saml:Attribute Name="${escapedXml(name)}">${inside}</saml:Attribute>`;
  });
  return each.length === 0 ? '' : `<saml:AttributeStatement>${each.join('')}</saml:AttributeStatement>`;
}
