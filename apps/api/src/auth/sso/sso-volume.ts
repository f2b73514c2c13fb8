import { Injectable } from '@nestjs/common';
import { groupOf } from '../lockout/address-throttle.js';

/** What anybody can have a browser do at the doors of identity providers: within ten minutes, of one address. */
const MOST = { unasked: 20, logout: 60, start: 300 } as const;

export type SsoVisit = keyof typeof MOST;

type Counted = { readonly since: number; readonly visits: number };

const WINDOW_MS = 10 * 60_000;
const MOST_KNOWN = 20_000;

/**
 * How much comes to these doors, apart from the failures that keep an address from signing in: what any page in the web
 * can have its visitors send guesses nothing, and must keep nobody from anything else. Each instance counts for itself.
 */
@Injectable()
export class SsoVolume {
  private readonly counted = new Map<string, Counted>();

  /** Counts a visit where there is room for it. @returns what `fullFor` does */
  count(visit: SsoVisit, address: string | null, now = performance.now()): number | null {
    const full = this.fullFor(visit, address, now);
    if (full !== null) return full;
    const key = keyOf(visit, address);
    const { since, visits } = this.currently(key, now);
    const [oldest] = this.counted.keys();
    if (!this.counted.has(key) && this.counted.size >= MOST_KNOWN && oldest !== undefined) this.counted.delete(oldest);
    this.counted.set(key, { since, visits: visits + 1 });
    return null;
  }

  /** In how many seconds there is room again; null: there is now. For what is counted only if it comes to nothing. */
  fullFor(visit: SsoVisit, address: string | null, now = performance.now()): number | null {
    const { since, visits } = this.currently(keyOf(visit, address), now);
    return visits < MOST[visit] ? null : Math.ceil((WINDOW_MS - (now - since)) / 1_000);
  }

  private currently(key: string, now: number): Counted {
    const counted = this.counted.get(key);
    return counted && now - counted.since < WINDOW_MS ? counted : { since: now, visits: 0 };
  }
}

function keyOf(visit: SsoVisit, address: string | null): string {
  return `${visit} ${groupOf(address)}`;
}
