import { attributeOf, onlyChild, textOf, type XmlElement } from '../../../platform/xml/xml-element.js';
import { NS } from '../../../providers/saml/saml-words.js';
import { requestOf, runStrategy } from '../strategy-runner.js';
import { assertionOf, instantOf, type Assertion } from './assertion.js';
import { flawOf, flawOfAge, flawOfForm, flawOfRequest, type Expected, type Flaw } from './assertion-checks.js';
import { decrypted } from './decryption.js';
import { decodedMessage, readMessage } from './message.js';
import { isSignedAssertion, shapeOf, type ResponseShape } from './response-shape.js';
import type { SamlParties } from './saml-parties.js';
import { SamlRefusal } from './saml-refusal.js';
import { samlStrategy, type SignedAssertion } from './saml.strategy.js';

/** With the text that was signed, as it was signed. */
export type VerifiedAssertion = Assertion & { readonly xml: string; readonly wasEncrypted: boolean };

type Sealed = { readonly isAssertionSigned: boolean; readonly decryptWith: string | null };

/**
 * What the provider says of somebody, or a SamlRefusal. First the form, then the signature, then the content, and of
 * that only what was signed: see docs/decisions/0011.
 */
export async function verifiedAssertion(
  encoded: string | undefined,
  parties: SamlParties,
  requestId: string | null,
  now: Date,
): Promise<VerifiedAssertion> {
  const text = decodedMessage(encoded);
  const shape = shapeOf(readMessage(text), parties.config.allowSha1);
  const expected = expectedOf(parties, requestId, now);
  refuse(flawOfResponse(shape.root, expected));
  const sealed = sealOf(shape, parties);
  if (!shape.isSigned && !sealed.isAssertionSigned) {
    throw new SamlRefusal('not-signed', 'Neither the response nor the assertion is signed');
  }
  if (parties.config.wantAssertionsSigned && !sealed.isAssertionSigned) {
    throw new SamlRefusal('not-signed', 'The response is signed; the assertion itself is not');
  }
  const signed = await verified(encoded ?? '', parties, shape, sealed);
  const assertion = assertionOf(readMessage(signed.xml));
  refuse(flawOf(assertion, expected));
  return { ...assertion, xml: signed.xml, wasEncrypted: shape.isEncrypted };
}

function expectedOf({ idp, sp, config }: SamlParties, requestId: string | null, now: Date): Expected {
  const skewMs = config.clockSkewSeconds * 1_000;
  return { issuer: idp.entityId, audience: sp.entityId, recipient: sp.acsUrl, requestId, now, skewMs };
}

/** The response around the assertion need not be signed; what it says must be right all the same. */
function flawOfResponse(root: XmlElement, expected: Expected): Flaw | null {
  const issuer = onlyChild(root, NS.protocol, 'Issuer') ?? onlyChild(root, NS.assertion, 'Issuer');
  if (issuer && textOf(issuer) !== expected.issuer) {
    return { because: 'issuer-mismatch', detail: `The response was issued by ${textOf(issuer) ?? 'nobody'}` };
  }
  const destination = attributeOf(root, 'Destination');
  if (destination !== expected.recipient) {
    return { because: 'destination-mismatch', detail: `The response was sent to ${destination ?? 'nobody'}` };
  }
  return (
    flawOfRequest(attributeOf(root, 'InResponseTo'), expected) ?? flawOfAge(instantOf(root, 'IssueInstant'), expected)
  );
}

function sealOf({ carrier, isEncrypted }: ResponseShape, { config, sp }: SamlParties): Sealed {
  const { allowSha1 } = config;
  if (!isEncrypted) {
    if (config.wantAssertionsEncrypted) throw new SamlRefusal('not-encrypted', 'The assertion is not encrypted');
    return sealedBy(carrier, allowSha1, null);
  }
  const { text, privateKey } = decrypted(carrier, sp.privateKeys);
  return sealedBy(readMessage(text), allowSha1, privateKey);
}

function sealedBy(assertion: XmlElement, allowSha1: boolean, decryptWith: string | null): Sealed {
  const isAssertionSigned = isSignedAssertion(assertion, allowSha1);
  refuse(flawOfForm(assertionOf(assertion)));
  return { isAssertionSigned, decryptWith };
}

/** Every signature that is there has to hold, not only one of them. */
async function verified(
  encoded: string,
  parties: SamlParties,
  { isSigned }: ResponseShape,
  { isAssertionSigned, decryptWith }: Sealed,
): Promise<SignedAssertion> {
  const wishes = { decryptWith, wantResponseSigned: isSigned, wantAssertionsSigned: isAssertionSigned };
  const url = new URL(parties.sp.acsUrl).pathname;
  const request = requestOf({ url, method: 'POST', body: { SAMLResponse: encoded } });
  const outcome = await runStrategy(samlStrategy(parties, wishes), request).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new SamlRefusal('signature-invalid', `The signature does not hold: ${why}`);
  });
  if (outcome.kind !== 'success') throw new SamlRefusal('signature-invalid', 'The signature does not hold');
  return outcome.user as SignedAssertion;
}

function refuse(flaw: Flaw | null): void {
  if (flaw) throw new SamlRefusal(flaw.because, flaw.detail);
}
