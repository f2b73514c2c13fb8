import { Injectable } from '@nestjs/common';
import type { SignInMethods } from 'wardkeep/contracts';
import { DomainsService } from '../domains/domains.service.js';
import { OutboxService } from '../platform/outbox/outbox.service.js';
import { ProvidersService } from '../providers/providers.service.js';
import { SettingsService } from '../settings/settings.service.js';

/** What a Domain's sign-in page offers. An unknown Domain offers what one with passwords alone does. */
@Injectable()
export class SignInMethodsService {
  constructor(
    private readonly domains: DomainsService,
    private readonly settings: SettingsService,
    private readonly providers: ProvidersService,
    private readonly outbox: OutboxService,
  ) {}

  async of(domainName: string | null): Promise<SignInMethods> {
    const domain = await this.domains.byName(domainName);
    const open = domain?.enabled ? domain : null;
    const ldap = open ? await this.providers.enabledLdap(open) : [];
    const sso = open ? await this.providers.enabledSso(open) : [];
    const { forgotPassword } = await this.settings.in(open?.id ?? null);
    return {
      standard: true,
      ldap: ldap.map(({ id, name }) => ({ id, name })),
      sso: sso.map(({ id, name, kind }) => ({
        id,
        name,
        protocol: kind,
        startUrl: `/api/v1/auth/sso/${id}/start`,
      })),
      forgotPassword: forgotPassword && this.outbox.isDelivering,
      banner: open?.banner ?? null,
    };
  }
}
