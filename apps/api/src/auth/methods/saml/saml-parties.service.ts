import { Injectable } from '@nestjs/common';
import { SamlKeys } from '../../../providers/saml/saml-keys.service.js';
import { SsoEndpoints } from '../../../providers/sso/sso-endpoints.js';
import type { SsoProvider } from '../../../providers/sso/sso-provider.js';
import type { SamlParties } from './saml-parties.js';

/** Brings both sides of a provider together: what is kept of it, and our own addresses and keys. */
@Injectable()
export class SamlPartiesService {
  constructor(
    private readonly keys: SamlKeys,
    private readonly endpoints: SsoEndpoints,
  ) {}

  /** Null while its metadata was never read. */
  async of(provider: SsoProvider<'saml'>): Promise<SamlParties | null> {
    const { config } = provider;
    const { entityId, ssoUrl, ssoBinding, sloUrl, certificates } = config;
    if (entityId === null || ssoUrl === null || certificates.length === 0) return null;
    const keys = await this.keys.of(provider);
    const privateKeys = keys.map(({ privateKey }) => privateKey.reveal());
    const [signingKey = ''] = privateKeys;
    const ours = this.endpoints.saml(provider.id);
    const idp = { entityId, ssoUrl, ssoBinding, sloUrl, certificates };
    return { config, idp, sp: { ...ours, signingKey, privateKeys } };
  }
}
