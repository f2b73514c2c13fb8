import type { Total } from 'wardkeep/contracts';

const REMEMBERED_MS = 10_000;
const MOST_KEPT = 1_000;

type Kept = { readonly total: Total; readonly until: number };

/**
 * How many rows lists had a moment ago. That there are more than the bound is not counted again: it is a third of what
 * such a page costs, is seldom otherwise after some seconds, and is forgotten once a page knows better. Of shorter lists
 * it tells which way to read them is quick, no more.
 */
export class LastCounts {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Of a list that was longer than the bound. */
  total(list: string): Total | undefined {
    const total = this.last(list);
    return total?.relation === 'atLeast' ? total : undefined;
  }

  last(list: string): Total | undefined {
    const kept = this.kept.get(list);
    return kept && kept.until > this.now() ? kept.total : undefined;
  }

  /** What is known already is not kept any longer for being told again. */
  learn(list: string, total: Total): void {
    if (total.relation === 'atLeast' && this.total(list)) return;
    this.kept.delete(list);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(list, { total, until: this.now() + REMEMBERED_MS });
  }
}
