import { Injectable } from '@nestjs/common';
import { OidcMethod } from '../methods/oidc.method.js';
import { SamlMethod } from '../methods/saml.method.js';
import type { SsoMethod } from '../methods/sso-method.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';

/** The ways to be vouched for by somebody else. */
@Injectable()
export class SsoMethods {
  private readonly known: readonly SsoMethod[];

  constructor(oidc: OidcMethod, saml: SamlMethod) {
    this.known = [oidc, saml];
  }

  of({ kind }: SsoProvider): SsoMethod {
    const method = this.known.find(({ protocol }) => protocol === kind);
    if (!method) throw new Error(`There is no sign-in by ${kind}`);
    return method;
  }
}
