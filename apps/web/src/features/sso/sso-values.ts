import {
  OIDC_DEFAULTS,
  OIDC_PRESETS,
  SAML_DEFAULTS,
  SAML_PRESETS,
  type CreateProviderDto,
  type GroupRole,
  type OidcClientAuthentication,
  type OidcConfig,
  type OidcConfigDto,
  type Provider,
  type SamlBinding,
  type SamlConfig,
  type SamlConfigDto,
  type SsoMapping,
  type SsoPresetName,
  type SsoProtocol,
  type UpdateProviderDto,
  type WhenNoRole,
} from 'wardkeep/contracts';
import { dayOf, startOfDay } from '../../lib/days';

export const METADATA_WAYS = ['url', 'xml', 'hand'] as const;
type MetadataWay = (typeof METADATA_WAYS)[number];

/** Fields have no null and no absent. Both protocols in one: what the other has is not sent. */
export type SsoValues = {
  name: string;
  config: {
    attributes: { username: string; firstName: string; lastName: string; email: string; groups: string };
    groupRoles: GroupRole[];
    whenNoRole: WhenNoRole;
    defaultRoleId: string | null;
    jit: boolean;
    reevaluateRole: boolean;

    issuer: string;
    clientId: string;
    /** Empty keeps the one that is kept. */
    clientSecret: string;
    privateKey: string;
    tokenEndpointAuthMethod: OidcClientAuthentication;
    scopes: string;
    requireVerifiedEmail: boolean;
    keyId: string;
    /** A day, or empty. */
    secretExpiresAt: string;

    metadataWay: MetadataWay;
    metadataUrl: string;
    metadataXml: string;
    entityId: string;
    ssoUrl: string;
    ssoBinding: SamlBinding;
    sloUrl: string;
    /** The second one while the provider changes its key; empty where there is none. */
    certificates: string[];
    wantAssertionsSigned: boolean;
    wantAssertionsEncrypted: boolean;
    signRequests: boolean;
    allowIdpInitiated: boolean;
    allowSha1: boolean;
    nameIdFormat: string;
    clockSkewSeconds: number | string;
  };
};

type Values = SsoValues['config'];
type Shared = Pick<Values, keyof SsoMapping>;

const orNull = (text: string): string | null => text.trim() || null;

/** An emptied number is sent as it is, so that the check says what is missing. */
const numberOf = (value: number | string): number => (value === '' ? Number.NaN : Number(value));

function sharedOf({ attributes, groupRoles, whenNoRole, defaultRoleId, jit, reevaluateRole }: SsoMapping): Shared {
  return {
    attributes: { ...attributes, email: attributes.email ?? '', groups: attributes.groups ?? '' },
    groupRoles: [...groupRoles],
    whenNoRole,
    defaultRoleId,
    jit,
    reevaluateRole,
  };
}

const oidcOf = (config: Omit<OidcConfig, keyof SsoMapping>, timeZone: string) => ({
  issuer: config.issuer,
  clientId: config.clientId,
  clientSecret: '',
  privateKey: '',
  tokenEndpointAuthMethod: config.tokenEndpointAuthMethod,
  scopes: config.scopes.join(' '),
  requireVerifiedEmail: config.requireVerifiedEmail,
  keyId: config.keyId ?? '',
  secretExpiresAt: config.secretExpiresAt === null ? '' : dayOf(config.secretExpiresAt, timeZone),
});

function wayOf({ metadataUrl, metadataXml, entityId }: Omit<SamlConfig, keyof SsoMapping>): MetadataWay {
  if (metadataUrl === null && metadataXml === null && entityId !== null) return 'hand';
  return metadataXml === null ? 'url' : 'xml';
}

const samlOf = (config: Omit<SamlConfig, keyof SsoMapping>) => ({
  metadataWay: wayOf(config),
  metadataUrl: config.metadataUrl ?? '',
  metadataXml: config.metadataXml ?? '',
  entityId: config.entityId ?? '',
  ssoUrl: config.ssoUrl ?? '',
  ssoBinding: config.ssoBinding,
  sloUrl: config.sloUrl ?? '',
  certificates: [config.certificates[0] ?? '', config.certificates[1] ?? ''],
  wantAssertionsSigned: config.wantAssertionsSigned,
  wantAssertionsEncrypted: config.wantAssertionsEncrypted,
  signRequests: config.signRequests,
  allowIdpInitiated: config.allowIdpInitiated,
  allowSha1: config.allowSha1,
  nameIdFormat: config.nameIdFormat ?? '',
  clockSkewSeconds: config.clockSkewSeconds,
});

const EMPTY_OIDC = { ...OIDC_DEFAULTS, issuer: '', clientId: '' };

export function valuesOf(
  provider: Pick<Provider<SsoProtocol>, 'kind' | 'name' | 'config'>,
  timeZone: string,
): SsoValues {
  const { kind, name, config } = provider as Provider<SsoProtocol>;
  const oidc = kind === 'oidc' ? config : EMPTY_OIDC;
  const saml = kind === 'saml' ? config : SAML_DEFAULTS;
  return { name, config: { ...sharedOf(config), ...oidcOf(oidc, timeZone), ...samlOf(saml) } };
}

/** How the provider calls itself, as far as that is known. */
export const placeOf = ({ kind, config }: Provider<SsoProtocol>): string | null =>
  kind === 'oidc' ? config.issuer : (config.entityId ?? config.metadataUrl);

const attributesOf = (protocol: SsoProtocol, preset: SsoPresetName) =>
  (protocol === 'oidc' ? OIDC_PRESETS : SAML_PRESETS)[preset].attributes;

/** A provider that is not there yet. */
export function emptyProvider(protocol: SsoProtocol, preset: SsoPresetName): SsoValues {
  const attributes = attributesOf(protocol, preset);
  const shared = sharedOf({ ...OIDC_DEFAULTS, attributes });
  const { scopes } = OIDC_PRESETS[preset];
  return {
    name: '',
    config: { ...shared, ...oidcOf({ ...EMPTY_OIDC, scopes }, 'UTC'), ...samlOf(SAML_DEFAULTS) },
  };
}

/** Another protocol or product: what is particular to it, the rest as it was typed. */
export function withPreset(values: SsoValues, protocol: SsoProtocol, preset: SsoPresetName): SsoValues {
  const { attributes, scopes } = emptyProvider(protocol, preset).config;
  return { ...values, config: { ...values.config, attributes, scopes } };
}

function mappingOf(values: Values): SsoMapping {
  const { attributes, groupRoles, whenNoRole, defaultRoleId, jit, reevaluateRole } = values;
  return {
    attributes: { ...attributes, email: orNull(attributes.email), groups: orNull(attributes.groups) },
    groupRoles: orNull(attributes.groups) === null ? [] : groupRoles,
    whenNoRole,
    defaultRoleId: whenNoRole === 'default' ? defaultRoleId : null,
    jit,
    reevaluateRole,
  };
}

/** Whether the kept secret would go somewhere else, or prove somebody else, than it was typed for. */
export function asksSecretAgain({ config, secrets }: Provider<'oidc'>, { issuer, clientId }: Values): boolean {
  if (!secrets.clientSecret && !secrets.privateKey) return false;
  return issuer.trim() !== config.issuer || clientId.trim() !== config.clientId;
}

/** A secret of the other way to prove oneself is not sent. */
function secretOf(values: Values): Pick<OidcConfigDto, 'clientSecret' | 'privateKey'> {
  const field = values.tokenEndpointAuthMethod === 'private_key_jwt' ? 'privateKey' : 'clientSecret';
  return values[field] === '' ? {} : { [field]: values[field] };
}

function oidcConfigOf(values: Values, timeZone: string): OidcConfigDto {
  const usesKey = values.tokenEndpointAuthMethod === 'private_key_jwt';
  return {
    ...mappingOf(values),
    issuer: values.issuer.trim(),
    clientId: values.clientId.trim(),
    ...secretOf(values),
    tokenEndpointAuthMethod: values.tokenEndpointAuthMethod,
    scopes: values.scopes.split(/\s+/).filter(Boolean),
    requireVerifiedEmail: values.requireVerifiedEmail,
    keyId: usesKey ? orNull(values.keyId) : null,
    secretExpiresAt: usesKey || values.secretExpiresAt === '' ? null : startOfDay(values.secretExpiresAt, timeZone),
  };
}

const NO_SOURCE = {
  metadataUrl: null,
  metadataXml: null,
  entityId: null,
  ssoUrl: null,
  sloUrl: null,
  certificates: [],
};

/** Typed, or read last from the metadata's address. */
const placesOf = (values: Values) => ({
  entityId: orNull(values.entityId),
  ssoUrl: orNull(values.ssoUrl),
  ssoBinding: values.ssoBinding,
  sloUrl: orNull(values.sloUrl),
  certificates: values.certificates.filter((pem) => pem.trim() !== ''),
});

function sourceOf(values: Values) {
  switch (values.metadataWay) {
    case 'url':
      return { ...NO_SOURCE, ...placesOf(values), metadataUrl: values.metadataUrl.trim() };
    case 'xml':
      return { ...NO_SOURCE, metadataXml: values.metadataXml };
    case 'hand':
      return { ...NO_SOURCE, ...placesOf(values) };
  }
}

function samlConfigOf(values: Values): SamlConfigDto {
  return {
    ...mappingOf(values),
    ...sourceOf(values),
    wantAssertionsSigned: values.wantAssertionsSigned,
    wantAssertionsEncrypted: values.wantAssertionsEncrypted,
    signRequests: values.signRequests,
    allowIdpInitiated: values.allowIdpInitiated,
    allowSha1: values.allowSha1,
    nameIdFormat: orNull(values.nameIdFormat),
    clockSkewSeconds: numberOf(values.clockSkewSeconds),
  };
}

export const configOf = (protocol: SsoProtocol, values: Values, timeZone: string) =>
  protocol === 'oidc' ? oidcConfigOf(values, timeZone) : samlConfigOf(values);

/** Disabled, so that it is tested before anybody comes in by it. */
export const toCreation = (
  protocol: SsoProtocol,
  { name, config }: SsoValues,
  timeZone: string,
): CreateProviderDto<SamlConfigDto | OidcConfigDto> => ({
  kind: protocol,
  name: name.trim(),
  enabled: false,
  config: configOf(protocol, config, timeZone),
});

export const toUpdate = (
  protocol: SsoProtocol,
  { name, config }: SsoValues,
  timeZone: string,
): UpdateProviderDto<SamlConfigDto | OidcConfigDto> => ({
  name: name.trim(),
  config: configOf(protocol, config, timeZone),
});
