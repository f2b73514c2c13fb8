import { createPrivateKey, webcrypto, type KeyObject } from 'node:crypto';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
  PrivateKeyJwt,
  type ClientAuth,
  type CustomFetch,
  type ServerMetadata,
} from 'openid-client';
import type { SsoProvider } from '../sso/sso-provider.js';

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const TOLERANCE_SECONDS = 30;
const TIMEOUT_SECONDS = 5;

/** An OpenID client for one sign-in: its own, so that the provider's keys are the ones that it has now. */
export async function oidcClient(
  { config, secret }: SsoProvider<'oidc'>,
  metadata: ServerMetadata,
  fetching: CustomFetch,
): Promise<Configuration> {
  const authentication = await authenticationOf(config.tokenEndpointAuthMethod, config.keyId, secret?.reveal() ?? '');
  const clientMetadata = { client_id: config.clientId, [clockTolerance]: TOLERANCE_SECONDS };
  const client = new Configuration(metadata, config.clientId, clientMetadata, authentication);
  client[customFetch] = fetching;
  client.timeout = TIMEOUT_SECONDS;
  enableNonRepudiationChecks(client);
  if (metadata.issuer.startsWith('http:')) allowInsecureRequests(client);
  return client;
}

async function authenticationOf(
  method: SsoProvider<'oidc'>['config']['tokenEndpointAuthMethod'],
  keyId: string | null,
  secret: string,
): Promise<ClientAuth> {
  if (method === 'client_secret_basic') return ClientSecretBasic(secret);
  if (method === 'client_secret_post') return ClientSecretPost(secret);
  const key = await signingKey(createPrivateKey(secret));
  return PrivateKeyJwt(keyId === null ? key : { key, kid: keyId });
}

function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'P-256' };
  return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}
