import type { SamlEndpoints } from 'wardkeep/contracts';
import { escapedXml } from '../../platform/xml/xml-text.js';
import { bareBase64 } from './certificates.js';
import { BINDING, NS } from './saml-words.js';

export type SpDescription = Pick<SamlEndpoints, 'entityId' | 'acsUrl' | 'sloUrl'> & {
  /** PEM; two while ours is being changed. */
  readonly certificates: readonly string[];
  readonly nameIdFormat: string | null;
  readonly signRequests: boolean;
  readonly wantAssertionsSigned: boolean;
};

const CIPHERS = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
];

/** What an identity provider has to know of us. */
export function spMetadata(description: SpDescription): string {
  const { entityId, acsUrl, sloUrl, certificates, nameIdFormat, signRequests, wantAssertionsSigned } = description;
  const format = nameIdFormat === null ? '' : `\n    <md:NameIDFormat>${escapedXml(nameIdFormat)}</md:NameIDFormat>`;
  const slo = [BINDING.redirect, BINDING.post].map(
    (binding) => `    <md:SingleLogoutService Binding="${binding}" Location="${escapedXml(sloUrl)}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="${NS.metadata}" xmlns:ds="${NS.signature}" entityID="${escapedXml(entityId)}">
  <md:SPSSODescriptor AuthnRequestsSigned="${signRequests}" WantAssertionsSigned="${wantAssertionsSigned}" protocolSupportEnumeration="${NS.protocol}">
${[...certificates.map(signingKey), ...certificates.map(encryptionKey), ...slo].join('\n')}${format}
    <md:AssertionConsumerService Binding="${BINDING.post}" Location="${escapedXml(acsUrl)}" index="0" isDefault="true"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>
`;
}

function signingKey(pem: string): string {
  return `    <md:KeyDescriptor use="signing">${keyInfo(pem)}</md:KeyDescriptor>`;
}

function encryptionKey(pem: string): string {
  const methods = CIPHERS.map((name) => `<md:EncryptionMethod Algorithm="${name}"/>`).join('');
  return `    <md:KeyDescriptor use="encryption">${keyInfo(pem)}${methods}</md:KeyDescriptor>`;
}

function keyInfo(pem: string): string {
  const certificate = `<ds:X509Certificate>${bareBase64(pem)}</ds:X509Certificate>`;
  return `<ds:KeyInfo><ds:X509Data>${certificate}</ds:X509Data></ds:KeyInfo>`;
}
