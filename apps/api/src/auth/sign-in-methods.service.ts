import { Injectable } from '@nestjs/common';
import type { SignInMethods } from 'wardkeep/contracts';
import { DomainsService } from '../domains/domains.service.js';

/** What a Domain's sign-in page offers. An unknown Domain offers what one with passwords alone does. */
@Injectable()
export class SignInMethodsService {
  constructor(private readonly domains: DomainsService) {}

  async of(domainName: string | null): Promise<SignInMethods> {
    const domain = await this.domains.byName(domainName);
    const banner = domain?.enabled ? domain.banner : null;
    return { standard: true, ldap: [], sso: [], forgotPassword: false, banner };
  }
}
