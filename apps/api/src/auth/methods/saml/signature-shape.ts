import { NS } from '../../../providers/saml/saml-words.js';
import { attributeOf, childrenOf, is, onlyChild, type XmlElement } from '../../../platform/xml/xml-element.js';
import { SamlRefusal } from './saml-refusal.js';

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const TRANSFORMS: ReadonlySet<string> = new Set(['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE]);
const PARTS: ReadonlySet<string> = new Set(['SignedInfo', 'SignatureValue', 'KeyInfo']);

const STRONG_SIGNATURES: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
]);
const STRONG_DIGESTS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);
const RSA_SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#sha1';

export function isSignatureAlgorithm(name: string | null, allowSha1: boolean): boolean {
  return name !== null && (STRONG_SIGNATURES.has(name) || (allowSha1 && name === RSA_SHA1));
}

/**
 * The one signature of an element, null where it has none. Refused unless it signs that element alone, by algorithms
 * that are good enough and nothing else, so that there is one way to understand it.
 */
export function signatureOf(element: XmlElement, allowSha1: boolean): XmlElement | null {
  const [signature, another] = childrenOf(element, NS.signature, 'Signature');
  if (!signature) return null;
  if (another) throw invalid('an element has two signatures');
  const parts = signature.children.map(({ local }) => local);
  if (parts.some((part) => !PARTS.has(part)) || new Set(parts).size !== parts.length) {
    throw invalid('the signature holds more than a signature');
  }
  checkSigned(onlyChild(signature, NS.signature, 'SignedInfo'), attributeOf(element, 'ID'), allowSha1);
  return signature;
}

function checkSigned(info: XmlElement | null, id: string | null, allowSha1: boolean): void {
  if (!info) throw invalid('the signature says nothing of what it signs');
  if (algorithmOf(info, 'CanonicalizationMethod') !== EXCLUSIVE) {
    throw refused('it is canonicalized other than by exclusive canonicalization');
  }
  const method = algorithmOf(info, 'SignatureMethod');
  if (!isSignatureAlgorithm(method, allowSha1)) throw refused(`signed with ${method ?? 'nothing'}${adviceOn(method)}`);
  const reference = onlyChild(info, NS.signature, 'Reference');
  if (!reference || info.children.length !== 3) throw invalid('it signs other than one element');
  checkReference(reference, id, allowSha1);
}

function checkReference(reference: XmlElement, id: string | null, allowSha1: boolean): void {
  if (id === null || attributeOf(reference, 'URI') !== `#${id}`) throw invalid('it signs another element than its own');
  const digest = algorithmOf(reference, 'DigestMethod');
  if (!isDigestAlgorithm(digest, allowSha1)) throw refused(`digested with ${digest ?? 'nothing'}`);
  checkTransforms(onlyChild(reference, NS.signature, 'Transforms'));
}

function isDigestAlgorithm(name: string | null, allowSha1: boolean): boolean {
  return name !== null && (STRONG_DIGESTS.has(name) || (allowSha1 && name === SHA1));
}

function checkTransforms(transforms: XmlElement | null): void {
  const each = transforms?.children ?? [];
  const isKnown = (child: XmlElement) =>
    is(child, NS.signature, 'Transform') && TRANSFORMS.has(attributeOf(child, 'Algorithm') ?? '');
  const names = new Set(each.map((child) => attributeOf(child, 'Algorithm')));
  if (each.length === 0 || names.size !== each.length || !each.every(isKnown)) {
    throw refused('it transforms what it signs in another way than is allowed');
  }
}

/** What to change at the provider. */
function adviceOn(method: string | null): string {
  return method?.includes('#ecdsa-') ? ', an elliptic curve; let the provider sign with RSA and SHA-256' : '';
}

function algorithmOf(parent: XmlElement, local: string): string | null {
  return attributeOf(onlyChild(parent, NS.signature, local), 'Algorithm');
}

const invalid = (why: string) => new SamlRefusal('signature-invalid', `The signature is refused: ${why}`);
const refused = (why: string) => new SamlRefusal('algorithm-refused', `The signature is refused: ${why}`);
