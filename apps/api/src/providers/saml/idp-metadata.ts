import { SAML_BINDINGS, type SamlBinding } from 'wardkeep/contracts';
import { readXml, XmlRefusal, type XmlBounds } from '../../platform/xml/xml-reader.js';
import { attributeOf, childrenOf, elementsIn, is, textOf, type XmlElement } from '../../platform/xml/xml-element.js';
import { certificateOf, weaknessOf } from './certificates.js';
import { BINDING, NS } from './saml-words.js';

/** What an identity provider says of itself, as far as it is used. */
export type IdpMetadata = {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly ssoBinding: SamlBinding;
  /** Null: it does not offer to be signed out from. */
  readonly sloUrl: string | null;
  /** PEM; two at once while the provider changes its key. */
  readonly certificates: readonly string[];
  readonly validUntil: Date | null;
};

/** Words for who typed or fetched it. */
export class MetadataFault extends Error {}

const BOUNDS: XmlBounds = { characters: 262_144, elements: 4_000, depth: 32, attributes: 8_000, comments: 'skipped' };
const MOST_CERTIFICATES = 4;
const ADDRESS = /^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/i;

/** @throws MetadataFault */
export function readIdpMetadata(text: string, now: Date): IdpMetadata {
  const entity = entityIn(bounded(text.replace(/^\uFEFF/, '')));
  const [provider] = childrenOf(entity, NS.metadata, 'IDPSSODescriptor');
  if (!provider) throw new MetadataFault('holds no identity provider for SAML 2.0');
  const entityId = attributeOf(entity, 'entityID');
  if (entityId === null || entityId === '' || entityId.length > 1_024) throw new MetadataFault('has no entity id');
  const sso = signInOf(provider);
  const validUntil = earliest([entity, provider].map((element) => attributeOf(element, 'validUntil')));
  if (validUntil && validUntil <= now) throw new MetadataFault(`was valid until ${validUntil.toISOString()}`);
  const sloUrl = locationOf(provider, 'SingleLogoutService', 'redirect');
  return { entityId, ...sso, sloUrl, certificates: certificatesOf(provider), validUntil };
}

function bounded(text: string): XmlElement {
  try {
    return readXml(text, BOUNDS);
  } catch (error) {
    if (!(error instanceof XmlRefusal)) throw error;
    throw new MetadataFault(`can not be read: ${error.fault}`);
  }
}

/** Alone, or the only identity provider of a list. */
function entityIn(root: XmlElement): XmlElement {
  if (is(root, NS.metadata, 'EntityDescriptor')) return root;
  const providers = [...elementsIn(root)].filter(
    (element) =>
      is(element, NS.metadata, 'EntityDescriptor') && childrenOf(element, NS.metadata, 'IDPSSODescriptor').length > 0,
  );
  const [only, another] = providers;
  if (!only) throw new MetadataFault('is no SAML metadata of an identity provider');
  if (another) throw new MetadataFault('describes several identity providers; use the metadata of the one');
  return only;
}

/** In the address where that is offered, since a form needs a page of its own. */
function signInOf(provider: XmlElement): Pick<IdpMetadata, 'ssoUrl' | 'ssoBinding'> {
  for (const ssoBinding of SAML_BINDINGS) {
    const ssoUrl = locationOf(provider, 'SingleSignOnService', ssoBinding);
    if (ssoUrl !== null) return { ssoUrl, ssoBinding };
  }
  throw new MetadataFault('offers no sign-in by HTTP-Redirect or HTTP-POST');
}

function locationOf(provider: XmlElement, service: string, binding: SamlBinding): string | null {
  const offered = childrenOf(provider, NS.metadata, service);
  const chosen = offered.find((each) => attributeOf(each, 'Binding') === BINDING[binding]);
  const location = attributeOf(chosen ?? null, 'Location');
  return location !== null && location.length <= 2_000 && ADDRESS.test(location) ? location : null;
}

/** Those that it signs with; each once. */
function certificatesOf(provider: XmlElement): readonly string[] {
  const signing = childrenOf(provider, NS.metadata, 'KeyDescriptor').filter(
    (key) => (attributeOf(key, 'use') ?? 'signing') === 'signing',
  );
  const texts = signing
    .flatMap((key) => [...elementsIn(key)])
    .filter((element) => is(element, NS.signature, 'X509Certificate'))
    .map((element) => textOf(element) ?? '');
  const found = texts.map((text) => {
    const certificate = certificateOf(text.replace(/\s+/g, ''));
    const weakness = certificate ? weaknessOf(certificate) : 'it can not be read';
    if (!certificate || weakness !== null) throw new MetadataFault(`has a certificate that is of no use: ${weakness}`);
    return certificate.toString().trim();
  });
  const certificates = [...new Set(found)];
  if (certificates.length === 0) throw new MetadataFault('has no certificate that it signs with');
  if (certificates.length > MOST_CERTIFICATES) throw new MetadataFault('has too many certificates');
  return certificates;
}

function earliest(instants: readonly (string | null)[]): Date | null {
  const times = instants.filter((text) => text !== null).map((text) => new Date(text).getTime());
  if (times.some(Number.isNaN)) throw new MetadataFault('has an end that is no time');
  return times.length === 0 ? null : new Date(Math.min(...times));
}
