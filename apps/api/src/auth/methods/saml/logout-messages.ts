import { createVerify } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SAML, type Profile, type SamlConfig } from '@node-saml/passport-saml';
import { NS } from '../../../providers/saml/saml-words.js';
import { attributeOf, childrenOf, is, onlyChild, textOf, type XmlElement } from '../../../platform/xml/xml-element.js';
import { instantOf, nameIdOf, type NameId } from './assertion.js';
import { flawOfAge } from './assertion-checks.js';
import { decodedMessage, readMessage, utf8 } from './message.js';
import type { SamlParties } from './saml-parties.js';
import { SamlRefusal } from './saml-refusal.js';
import { isSignatureAlgorithm, signatureOf } from './signature-shape.js';

const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
const MOST_QUERY = 16_384;
const MOST_BYTES = 262_144;
/** A signed request has about thirty elements; one for each session that it names comes beside them. */
const BOUNDS = { elements: 150, attributes: 300 } as const;
const SIGNED_PARTS = ['SAMLRequest', 'RelayState', 'SigAlg'] as const;
const HASHES: Readonly<Record<string, string>> = { sha1: 'sha1', sha256: 'sha256', sha512: 'sha512' };

/** Whom the provider signs out, and in answer to which message we say that we did. */
export type LogoutRequest = {
  readonly id: string;
  readonly nameId: NameId;
  /** Of the provider's sessions; none: all of them. */
  readonly sessionIndexes: readonly string[];
};

/** Asks the provider to sign somebody out. */
export function logoutRequestUrl(parties: SamlParties, { value, format }: NameId, sid: string | null): Promise<string> {
  const user = { issuer: parties.idp.entityId, nameID: value, nameIDFormat: format ?? UNSPECIFIED };
  const profile: Profile = sid === null ? user : { ...user, sessionIndex: sid };
  return new SAML(optionsOf(parties)).getLogoutUrlAsync(profile, '', {});
}

/** Tells the provider that somebody was signed out. */
export function logoutResponseUrl(parties: SamlParties, { id }: LogoutRequest, relayState: string): Promise<string> {
  const answered = { ID: id } as Profile;
  return new SAML(optionsOf(parties)).getLogoutResponseUrlAsync(answered, relayState, {}, true);
}

/** A request that came in the query, signed there. */
export function redirectedLogout(raw: string, parties: SamlParties, now: Date): LogoutRequest {
  if (raw.length > MOST_QUERY) throw new SamlRefusal('answer-too-large', 'The message is too long');
  const parts = partsOf(raw);
  const [request, algorithm, signature] = ['SAMLRequest', 'SigAlg', 'Signature'].map((name) => valueOf(parts, name));
  if (!request) throw new SamlRefusal('answer-malformed', 'No request was sent');
  if (!algorithm || !signature) throw new SamlRefusal('not-signed', 'The request is not signed');
  if (!isSignatureAlgorithm(algorithm, parties.config.allowSha1)) {
    throw new SamlRefusal('algorithm-refused', `The request is signed with ${algorithm}`);
  }
  const signed = SIGNED_PARTS.flatMap((name) => (parts.has(name) ? [`${name}=${parts.get(name) ?? ''}`] : [])).join(
    '&',
  );
  const hash = HASHES[algorithm.replace(/^.*rsa-/, '')] ?? '';
  const holds = parties.idp.certificates.some((pem) =>
    createVerify(hash).update(signed).verify(pem, signature, 'base64'),
  );
  if (!holds) throw new SamlRefusal('signature-invalid', 'The signature of the request does not hold');
  return requestOf(readMessage(inflated(request), BOUNDS), parties, now);
}

/** A request that came in a form, with its signature inside. */
export async function postedLogout(
  form: Readonly<Record<string, string>>,
  parties: SamlParties,
  now: Date,
): Promise<LogoutRequest> {
  const encoded = form['SAMLRequest'];
  const root = readMessage(decodedMessage(encoded), BOUNDS);
  if (!signatureOf(root, parties.config.allowSha1)) throw new SamlRefusal('not-signed', 'The request is not signed');
  const request = requestOf(root, parties, now);
  const verified = new SAML(optionsOf(parties)).validatePostRequestAsync({ SAMLRequest: encoded ?? '' });
  await verified.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new SamlRefusal('signature-invalid', `The signature of the request does not hold: ${why}`);
  });
  return request;
}

function requestOf(root: XmlElement, { idp, sp, config }: SamlParties, now: Date): LogoutRequest {
  const id = attributeOf(root, 'ID');
  if (!is(root, NS.protocol, 'LogoutRequest') || id === null) {
    throw new SamlRefusal('answer-malformed', 'The message is no logout request');
  }
  const issuer = textOf(onlyChild(root, NS.assertion, 'Issuer'));
  if (issuer !== idp.entityId) throw new SamlRefusal('issuer-mismatch', `Issued by ${issuer ?? 'nobody'}`);
  const destination = attributeOf(root, 'Destination');
  if (destination !== sp.sloUrl) throw new SamlRefusal('destination-mismatch', `Sent to ${destination ?? 'nobody'}`);
  const skewMs = config.clockSkewSeconds * 1_000;
  const aged = flawOfAge(instantOf(root, 'IssueInstant'), { now, skewMs });
  if (aged) throw new SamlRefusal(aged.because, aged.detail);
  const end = instantOf(root, 'NotOnOrAfter');
  if (end && end.getTime() <= now.getTime() - skewMs) throw new SamlRefusal('expired', 'The request is over');
  const indexes = childrenOf(root, NS.protocol, 'SessionIndex').flatMap((index) => textOf(index) ?? []);
  return { id, nameId: nameIdOf(root), sessionIndexes: indexes };
}

/** The parts of a query as they were written, each once: what is signed is the text, not what it decodes to. */
function partsOf(raw: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const part of raw.split('&')) {
    const [name = '', ...value] = part.split('=');
    if (parts.has(name)) throw new SamlRefusal('answer-malformed', `${name} was sent twice`);
    parts.set(name, value.join('='));
  }
  return parts;
}

function valueOf(parts: ReadonlyMap<string, string>, name: string): string | null {
  const written = parts.get(name);
  if (written === undefined) return null;
  try {
    return decodeURIComponent(written.replaceAll('+', ' '));
  } catch {
    throw new SamlRefusal('answer-malformed', `${name} is not encoded as it should be`);
  }
}

function inflated(encoded: string): string {
  try {
    return utf8(inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: MOST_BYTES }));
  } catch (error) {
    if (error instanceof SamlRefusal) throw error;
    throw new SamlRefusal('answer-malformed', 'The message can not be unpacked, or becomes too large');
  }
}

function optionsOf({ idp, sp }: SamlParties): SamlConfig {
  return {
    issuer: sp.entityId,
    callbackUrl: sp.acsUrl,
    entryPoint: idp.ssoUrl,
    logoutUrl: idp.sloUrl ?? idp.ssoUrl,
    idpCert: [...idp.certificates],
    privateKey: sp.signingKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    acceptedClockSkewMs: -1,
  };
}
