import { Injectable } from '@nestjs/common';
import { AccessBus, type AccessChange } from '../platform/database/access-bus.js';
import type { DomainRecord } from './domain-record.js';

type Read = () => Promise<DomainRecord | null>;

const MOST_KEPT = 1_000;

/**
 * The Domains that sign-ins ask for, kept until somebody on any instance changes them; while that can not be heard,
 * nothing is kept. What does not exist is never kept: anybody can name any number of Domains.
 */
@Injectable()
export class DomainMemory {
  private readonly kept = new Map<string, DomainRecord>();
  /** Counts what was heard: what was read before a change was heard is not kept after it. */
  private heard = 0;

  constructor(private readonly bus: AccessBus) {
    bus.subscribe((change) => this.forget(change));
  }

  /** `key` is what the Domain was asked for by: its id, its name, or that it is the Primary Domain. */
  async recall(key: string, read: Read): Promise<DomainRecord | null> {
    const known = this.kept.get(key);
    if (known) return known;
    const { heard } = this;
    const domain = await read();
    if (domain && this.bus.isHeard && heard === this.heard) this.keep(key, domain);
    return domain;
  }

  private keep(key: string, domain: DomainRecord): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, domain);
  }

  private forget({ kind, id }: AccessChange): void {
    if (kind !== 'domain') return;
    this.heard += 1;
    for (const [key, domain] of this.kept) if (id === '*' || domain.id === id) this.kept.delete(key);
  }
}
