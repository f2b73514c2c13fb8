import { Injectable } from '@nestjs/common';
import { SsoEndpoints } from '../sso/sso-endpoints.js';
import type { SsoProvider } from '../sso/sso-provider.js';
import { SamlKeys } from './saml-keys.service.js';
import { spMetadata } from './sp-metadata.js';

/** What we tell an identity provider of ourselves. */
@Injectable()
export class SamlDescriptions {
  constructor(
    private readonly keys: SamlKeys,
    private readonly endpoints: SsoEndpoints,
  ) {}

  async ofUs(provider: SsoProvider<'saml'>): Promise<string> {
    const { nameIdFormat, signRequests, wantAssertionsSigned } = provider.config;
    const certificates = (await this.keys.of(provider)).map(({ certificate }) => certificate);
    const settings = { nameIdFormat, signRequests, wantAssertionsSigned };
    return spMetadata({ ...this.endpoints.saml(provider.id), ...settings, certificates });
  }
}
