import { Injectable } from '@nestjs/common';
import { inDomain, type DomainRef } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { LdapProvider } from './ldap/ldap-provider.js';
import { ProviderMemory } from './provider-memory.js';
import type { ProviderRecord } from './provider-record.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { ProvidersRepository } from './providers.repository.js';

/** The providers of a Domain, for the features above. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly memory: ProviderMemory,
    private readonly unitOfWork: UnitOfWork,
    private readonly secrets: ProviderSecrets,
  ) {}

  /** The directories by which people sign in to the Domain, in the order in which they are tried. */
  enabledLdap(domain: DomainRef): Promise<readonly LdapProvider[]> {
    return this.memory.recall(domain.id, () =>
      this.unitOfWork.read(inDomain(domain), async (tx) => {
        const rows = await this.providers.enabled(tx, domain.id, 'ldap');
        return Promise.all(rows.map((row) => this.opened(tx, row)));
      }),
    );
  }

  /** A directory of the transaction's Domain, enabled or not. */
  async ldapOf(tx: ReadTx, id: string): Promise<(LdapProvider & { readonly enabled: boolean }) | null> {
    const row = await this.providers.byId(tx, id);
    return row?.kind === 'ldap' ? { ...(await this.opened(tx, row)), enabled: row.enabled } : null;
  }

  private async opened(tx: ReadTx, row: ProviderRecord): Promise<LdapProvider> {
    const { id, domainId, name, version, config } = row;
    return { id, domainId, name, version, config, bindPassword: await this.secrets.open(tx, row) };
  }
}
