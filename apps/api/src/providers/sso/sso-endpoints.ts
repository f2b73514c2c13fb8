import { Injectable } from '@nestjs/common';
import type { OidcEndpoints, SamlEndpoints, SsoProtocol } from 'wardkeep/contracts';
import { Config } from '../../platform/config/config.js';

/** Our own addresses, as they are told to identity providers and to browsers. */
@Injectable()
export class SsoEndpoints {
  private readonly base: string;

  constructor({ baseUrl }: Config) {
    this.base = baseUrl;
  }

  of(protocol: SsoProtocol, id: string): OidcEndpoints | SamlEndpoints {
    return protocol === 'oidc' ? this.oidc(id) : this.saml(id);
  }

  oidc(id: string): OidcEndpoints {
    const at = `${this.base}/api/v1/auth/oidc/${id}`;
    return {
      redirectUri: `${at}/callback`,
      postLogoutRedirectUri: `${this.base}/sign-in`,
      backChannelLogoutUri: `${at}/back-channel-logout`,
      startUrl: this.startUrl(id),
    };
  }

  saml(id: string): SamlEndpoints {
    const at = `${this.base}/api/v1/auth/saml/${id}`;
    return {
      entityId: `${at}/metadata`,
      acsUrl: `${at}/acs`,
      sloUrl: `${at}/slo`,
      metadataUrl: `${at}/metadata`,
      startUrl: this.startUrl(id),
    };
  }

  startUrl(id: string): string {
    return `${this.base}/api/v1/auth/sso/${id}/start`;
  }
}
