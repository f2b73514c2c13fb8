import { Injectable } from '@nestjs/common';
import { AccessBus, type AccessChange } from '../platform/database/access-bus.js';
import type { LdapProvider } from './ldap/ldap-provider.js';
import type { SsoProvider } from './sso/sso-provider.js';

/** Those by which people sign in, in the order in which they are tried and shown. */
export type EnabledProviders = { readonly ldap: readonly LdapProvider[]; readonly sso: readonly SsoProvider[] };

type Read = () => Promise<EnabledProviders>;

const MOST_KEPT = 1_000;

/**
 * The enabled providers of the Domains that people sign in to, kept until somebody on any instance changes them;
 * while that can not be heard, nothing is kept. Most Domains have none, and that costs them nothing.
 */
@Injectable()
export class ProviderMemory {
  private readonly kept = new Map<string, EnabledProviders>();
  /** Counts what was heard: what was read before a change was heard is not kept after it. */
  private heard = 0;

  constructor(private readonly bus: AccessBus) {
    bus.subscribe((change) => this.forget(change));
  }

  async recall(domainId: string, read: Read): Promise<EnabledProviders> {
    const known = this.kept.get(domainId);
    if (known) return known;
    const { heard } = this;
    const found = await read();
    if (this.bus.isHeard && heard === this.heard) this.keep(domainId, found);
    return found;
  }

  private keep(domainId: string, found: EnabledProviders): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(domainId, found);
  }

  private forget({ kind, id }: AccessChange): void {
    if (kind !== 'provider' && kind !== 'domain') return;
    this.heard += 1;
    if (id === '*') this.kept.clear();
    else this.kept.delete(id);
  }
}
