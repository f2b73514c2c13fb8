import {
  SAML_DEFAULTS,
  type Expiring,
  type FieldError,
  type ProviderWarning,
  type SamlConfig,
} from 'wardkeep/contracts';
import { SamlConfigDto } from 'wardkeep/contracts/dto';
import { daysLeft, fingerprint, under, type Circumstances, type ProviderRules } from '../provider-rules.js';
import { addressFault } from '../sso/address-fault.js';
import { completeMapping } from '../sso/complete-mapping.js';
import { certificateOf, weaknessOf } from './certificates.js';
import { MetadataFault, readIdpMetadata, type IdpMetadata } from './idp-metadata.js';
import { fingerprintOf } from './saml-places.js';
import { TRANSIENT } from './saml-words.js';

export const SAML_RULES: ProviderRules<'saml', SamlConfigDto> = {
  Dto: SamlConfigDto,
  complete,
  faults,
  warnings,
  secretOf: () => null,
  typed: () => ({}),
  secretFault: () => null,
  isOtherTarget: () => false,
  audited: ({ attributes, certificates, metadataXml, ...others }) => ({
    ...under('config', others),
    ...under('config.attributes', attributes),
    'config.certificates': certificates.map(fingerprintOf),
    'config.metadataXml': metadataXml === null ? null : fingerprint(metadataXml),
  }),
  place: 'entityId',
  due: () => null,
  expiring,
};

function complete(input: SamlConfigDto): SamlConfig {
  return {
    ...placesOf(input),
    wantAssertionsSigned: input.wantAssertionsSigned ?? SAML_DEFAULTS.wantAssertionsSigned,
    wantAssertionsEncrypted: input.wantAssertionsEncrypted ?? SAML_DEFAULTS.wantAssertionsEncrypted,
    signRequests: input.signRequests ?? SAML_DEFAULTS.signRequests,
    allowIdpInitiated: input.allowIdpInitiated ?? SAML_DEFAULTS.allowIdpInitiated,
    allowSha1: input.allowSha1 ?? SAML_DEFAULTS.allowSha1,
    clockSkewSeconds: input.clockSkewSeconds ?? SAML_DEFAULTS.clockSkewSeconds,
    nameIdFormat: input.nameIdFormat ?? SAML_DEFAULTS.nameIdFormat,
    ...completeMapping(input),
  };
}

/** What is pasted is read here; what is at an address comes from there, and stays as it was read last. */
function placesOf(input: SamlConfigDto) {
  const sources = {
    metadataUrl: input.metadataUrl ?? SAML_DEFAULTS.metadataUrl,
    metadataXml: input.metadataXml ?? SAML_DEFAULTS.metadataXml,
  };
  const read = sources.metadataXml === null ? null : readOrFault(sources.metadataXml, new Date());
  if (read && !('fault' in read)) return { ...sources, ...placesIn(read) };
  return { ...sources, ...typedPlaces(input) };
}

function typedPlaces(input: SamlConfigDto) {
  return {
    entityId: input.entityId ?? SAML_DEFAULTS.entityId,
    ssoUrl: input.ssoUrl ?? SAML_DEFAULTS.ssoUrl,
    ssoBinding: input.ssoBinding ?? SAML_DEFAULTS.ssoBinding,
    sloUrl: input.sloUrl ?? SAML_DEFAULTS.sloUrl,
    certificates: (input.certificates ?? SAML_DEFAULTS.certificates).map(
      (typed) => certificateOf(typed)?.toString().trim() ?? typed,
    ),
  };
}

function placesIn({ entityId, ssoUrl, ssoBinding, sloUrl, certificates }: IdpMetadata) {
  return { entityId, ssoUrl, ssoBinding, sloUrl, certificates };
}

function readOrFault(text: string, now: Date): IdpMetadata | { readonly fault: string } {
  try {
    return readIdpMetadata(text, now);
  } catch (error) {
    if (error instanceof MetadataFault) return { fault: error.message };
    throw error;
  }
}

function warnings({ allowSha1, allowIdpInitiated }: SamlConfig): readonly ProviderWarning[] {
  const sha1 = allowSha1 ? (['sha1-allowed'] as const) : [];
  return allowIdpInitiated ? [...sha1, 'idp-initiated-allowed'] : sha1;
}

const TRANSIENT_FAULT: FieldError = {
  pointer: '/config/nameIdFormat',
  code: 'transient',
  detail: 'a transient NameID is another one at each sign-in: ask for one that stays, such as a persistent one',
};

function faults(config: SamlConfig, { guard, now }: Circumstances): FieldError[] {
  const { metadataUrl, metadataXml, certificates, nameIdFormat } = config;
  const read = metadataXml === null ? null : readOrFault(metadataXml, now);
  const found = [
    metadataUrl === null ? null : addressFault(guard, metadataUrl, '/config/metadataUrl'),
    read && 'fault' in read ? { pointer: '/config/metadataXml', code: 'metadata', detail: read.fault } : null,
    ...(metadataUrl === null && metadataXml === null ? missingOf(config) : []),
    ...certificates.map(certificateFault),
    nameIdFormat === TRANSIENT ? TRANSIENT_FAULT : null,
  ];
  return found.filter((fault) => fault !== null);
}

function missingOf({ entityId, ssoUrl, certificates }: SamlConfig): FieldError[] {
  const missing = Object.entries({ entityId, ssoUrl }).filter(([, value]) => value === null);
  const fields = missing.map(([field]) => ({
    pointer: `/config/${field}`,
    code: 'required',
    detail: 'write it, or give metadata',
  }));
  if (certificates.length > 0) return fields;
  const detail = 'paste the certificate that the provider signs with';
  return [...fields, { pointer: '/config/certificates', code: 'required', detail }];
}

function certificateFault(pem: string, index: number): FieldError | null {
  const certificate = certificateOf(pem);
  const detail = certificate ? weaknessOf(certificate) : 'is no certificate in PEM form';
  return detail === null ? null : { pointer: `/config/certificates/${index}`, code: 'certificate', detail };
}

function expiring({ certificates }: SamlConfig, now: Date): readonly Expiring[] {
  return certificates.flatMap((pem) => {
    const certificate = certificateOf(pem);
    return certificate ? [expiringAt('idp-certificate', pem, new Date(certificate.validTo), now)] : [];
  });
}

export function expiringAt(
  what: 'idp-certificate' | 'sp-certificate',
  pem: string,
  expiresAt: Date,
  now: Date,
): Expiring {
  const name = certificateOf(pem)?.fingerprint256 ?? '';
  return { what, name, expiresAt: expiresAt.toISOString(), daysLeft: daysLeft(expiresAt, now) };
}
