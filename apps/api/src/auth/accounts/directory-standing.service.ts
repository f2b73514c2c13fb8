import { Injectable } from '@nestjs/common';
import type { ProviderFacts } from 'wardkeep/rules';
import type { ReadTx } from '../../platform/database/transaction.js';
import { Directories } from '../../providers/ldap/directories.js';
import { OidcIssuers } from '../../providers/oidc/oidc-issuers.js';
import { ProvidersService } from '../../providers/providers.service.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import type { AccountRecord } from '../../users/user-record.js';

/** What a user's provider has to do with whether it can sign in now; asks no provider. */
@Injectable()
export class DirectoryStanding {
  constructor(
    private readonly providers: ProvidersService,
    private readonly directories: Directories,
    private readonly issuers: OidcIssuers,
    private readonly users: DirectoryUsers,
  ) {}

  /** Null for who does not come from a provider. */
  async of(tx: ReadTx, user: AccountRecord): Promise<ProviderFacts | null> {
    if (user.login_method === 'standard') return null;
    const identity = await this.users.identityOf(tx, user.id);
    const provider = identity && (await this.provider(tx, identity.providerId));
    if (!identity || !provider) return { state: 'gone', outOfReachUntil: null, isDisabledBySync: false };
    return {
      state: provider.enabled ? 'enabled' : 'disabled',
      outOfReachUntil: this.outOfReachUntil(provider.id),
      isDisabledBySync: identity.isDisabledBySync,
    };
  }

  private async provider(tx: ReadTx, id: string) {
    return (await this.providers.ldapOf(tx, id)) ?? this.providers.ssoOf(tx, id);
  }

  private outOfReachUntil(id: string): Date | null {
    return this.directories.outOfReachUntil(id) ?? this.issuers.outOfReachUntil(id);
  }
}
