import { createPrivateKey } from 'node:crypto';
import { OIDC_DEFAULTS, type Expiring, type FieldError, type OidcConfig } from 'wardkeep/contracts';
import { OidcConfigDto } from 'wardkeep/contracts/dto';
import { daysLeft, under, type Circumstances, type ProviderRules, type SecretField } from '../provider-rules.js';
import { addressFault } from '../sso/address-fault.js';
import { completeMapping } from '../sso/complete-mapping.js';

const LEAST_RSA_BITS = 2_048;
const CURVES: readonly (string | undefined)[] = ['prime256v1', 'secp384r1', 'secp521r1'];

export const OIDC_RULES: ProviderRules<'oidc', OidcConfigDto> = {
  Dto: OidcConfigDto,
  complete,
  faults,
  warnings: ({ issuer }) => (issuer.startsWith('http:') ? ['secrets-in-clear'] : []),
  secretOf,
  typed: ({ clientSecret, privateKey }) => ({ clientSecret, privateKey }),
  secretFault,
  isOtherTarget: (before, after) =>
    before.issuer !== after.issuer || before.clientId !== after.clientId || secretOf(before) !== secretOf(after),
  audited: ({ attributes, ...others }) => ({ ...under('config', others), ...under('config.attributes', attributes) }),
  place: 'issuer',
  due: () => null,
  expiring,
};

function complete(input: OidcConfigDto): OidcConfig {
  const scopes = new Set(['openid', ...(input.scopes ?? OIDC_DEFAULTS.scopes)]);
  return {
    issuer: input.issuer,
    clientId: input.clientId,
    tokenEndpointAuthMethod: input.tokenEndpointAuthMethod ?? OIDC_DEFAULTS.tokenEndpointAuthMethod,
    scopes: [...scopes],
    requireVerifiedEmail: input.requireVerifiedEmail ?? OIDC_DEFAULTS.requireVerifiedEmail,
    keyId: input.keyId ?? OIDC_DEFAULTS.keyId,
    secretExpiresAt: input.secretExpiresAt ?? OIDC_DEFAULTS.secretExpiresAt,
    ...completeMapping(input),
  };
}

function faults({ issuer }: OidcConfig, { guard }: Circumstances): FieldError[] {
  const pointer = '/config/issuer';
  const fault = addressFault(guard, issuer, pointer);
  if (fault) return [fault];
  if (!/[?#]/.test(issuer)) return [];
  return [{ pointer, code: 'issuer', detail: 'an issuer has no question mark: leave out what follows' }];
}

function secretOf({ tokenEndpointAuthMethod }: OidcConfig): SecretField {
  return tokenEndpointAuthMethod === 'private_key_jwt' ? 'privateKey' : 'clientSecret';
}

function secretFault(field: SecretField, typed: string): FieldError | null {
  const pointer = `/config/${field}`;
  if (field === 'privateKey') {
    return isPrivateKey(typed)
      ? null
      : {
          pointer,
          code: 'private-key',
          detail: `is no private key in PEM form: RSA from ${LEAST_RSA_BITS} bits, or EC`,
        };
  }
  return typed.trim() === '' ? { pointer, code: 'client-secret', detail: 'write the client secret' } : null;
}

function isPrivateKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_RSA_BITS;
    return asymmetricKeyType === 'ec' && CURVES.includes(asymmetricKeyDetails?.namedCurve);
  } catch {
    return false;
  }
}

function expiring({ secretExpiresAt, clientId }: OidcConfig, now: Date): readonly Expiring[] {
  if (secretExpiresAt === null) return [];
  return [
    {
      what: 'client-secret',
      name: clientId,
      expiresAt: secretExpiresAt,
      daysLeft: daysLeft(new Date(secretExpiresAt), now),
    },
  ];
}
