import { Injectable } from '@nestjs/common';
import { inDomain, type DomainRef } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { LdapProvider } from './ldap/ldap-provider.js';
import { ProviderMemory, type EnabledProviders } from './provider-memory.js';
import { isOf, type ProviderRecord, type RecordOf } from './provider-record.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { ProvidersRepository } from './providers.repository.js';
import type { SsoProvider } from './sso/sso-provider.js';

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
  async enabledLdap(domain: DomainRef): Promise<readonly LdapProvider[]> {
    return (await this.enabled(domain)).ldap;
  }

  /** The identity providers that the Domain's sign-in page offers. */
  async enabledSso(domain: DomainRef): Promise<readonly SsoProvider[]> {
    return (await this.enabled(domain)).sso;
  }

  /** A directory of the transaction's Domain, enabled or not. */
  async ldapOf(tx: ReadTx, id: string): Promise<(LdapProvider & { readonly enabled: boolean }) | null> {
    const row = await this.providers.byId(tx, id);
    return row && isOf(row, 'ldap') ? { ...(await this.opened(tx, row)), enabled: row.enabled } : null;
  }

  /** An identity provider of the transaction's Domain, enabled or not. */
  async ssoOf(tx: ReadTx, id: string): Promise<SsoProvider | null> {
    const row = await this.providers.byId(tx, id);
    return row && this.openedSso(tx, row);
  }

  private enabled(domain: DomainRef): Promise<EnabledProviders> {
    return this.memory.recall(domain.id, () =>
      this.unitOfWork.read(inDomain(domain), async (tx) => {
        const rows = await this.providers.enabled(tx, domain.id);
        const ldap = rows.filter((row) => isOf(row, 'ldap')).map((row) => this.opened(tx, row));
        const sso = await Promise.all(rows.map((row) => this.openedSso(tx, row)));
        return { ldap: await Promise.all(ldap), sso: sso.filter((provider) => provider !== null) };
      }),
    );
  }

  private async openedSso(tx: ReadTx, row: ProviderRecord): Promise<SsoProvider | null> {
    const { id, domainId, name, enabled, version } = row;
    const common = { id, domainId, name, enabled, version };
    if (isOf(row, 'saml')) return { ...common, kind: 'saml', config: row.config, secret: null };
    if (!isOf(row, 'oidc')) return null;
    return { ...common, kind: 'oidc', config: row.config, secret: await this.secrets.open(tx, row) };
  }

  private async opened(tx: ReadTx, row: RecordOf<'ldap'>): Promise<LdapProvider> {
    const { id, domainId, name, version, config } = row;
    return { id, domainId, name, version, config, bindPassword: await this.secrets.open(tx, row) };
  }
}
