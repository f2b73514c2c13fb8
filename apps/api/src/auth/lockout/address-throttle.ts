import { setTimeout as sleep } from 'node:timers/promises';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { LockoutPolicy } from 'wardkeep/contracts';
import { treatAddress } from 'wardkeep/rules';
import { Problem } from '../../platform/http/problem.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { SettingsService } from '../../settings/settings.service.js';
import { AddressFailuresRepository } from './address-failures.repository.js';

type Known = { readonly failures: number; readonly ageMs: number; readonly at: number };

const MOST_KNOWN = 20_000;

/**
 * Slows down and then refuses addresses that many failures came from, whichever accounts they tried. The count is the
 * database's, so it holds across restarts and instances; each instance knows what its own last failure of the address
 * was told, so that an address without failures costs nothing to look at.
 */
@Injectable()
export class AddressThrottle {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly settings: SettingsService,
    private readonly failures: AddressFailuresRepository,
  ) {}

  /** Waits, or refuses (429), before anything is looked up or hashed. */
  async admit(address: string | null): Promise<void> {
    const key = groupOf(address);
    const known = this.known.get(key);
    if (!known) return;
    const { lockout } = await this.settings.in(null);
    const age = known.ageMs + (performance.now() - known.at);
    const treatment = treatAddress(lockout, { failures: known.failures, since: new Date(0) }, new Date(age));
    if (treatment.kind === 'refused') {
      throw new Problem('too-many-requests', { retryAfterSeconds: treatment.retryAfterSeconds });
    }
    if (treatment.kind === 'slowed') await sleep(treatment.delayMs);
  }

  /** Counts a failure in the transaction that refuses it; true when it is the one from which on the address is refused. */
  async count(tx: WriteTx, address: string | null, lockout: LockoutPolicy): Promise<boolean> {
    const key = groupOf(address);
    const { failures, since, now } = await this.failures.count(tx, key, lockout.windowMinutes);
    tx.afterCommit(() =>
      this.remember(key, { failures, ageMs: now.getTime() - since.getTime(), at: performance.now() }),
    );
    return failures === lockout.addressRefuseAfter;
  }

  private remember(key: string, known: Known): void {
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST_KNOWN && oldest !== undefined) this.known.delete(oldest);
    this.known.set(key, known);
  }
}

/** Who has one IPv6 address has 2^64 of them: those of one network are one. */
export function groupOf(address: string | null): string {
  if (address === null) return 'unknown';
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIPv6(plain) ? `${networkOf(plain)}::/64` : plain;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':');
}
