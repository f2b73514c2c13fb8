import type { Total } from 'wardkeep/contracts';

const REMEMBERED_MS = 10_000;
const MOST_KEPT = 1_000;

type Kept = { readonly total: Total; readonly until: number };

/**
 * The totals of lists that were counted up to the bound a moment ago. Counting is a third of what such a page costs; that
 * there are more than so many is seldom otherwise after some seconds, and is forgotten once a page knows better.
 */
export class LongLists {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  total(list: string): Total | undefined {
    const kept = this.kept.get(list);
    return kept && kept.until > this.now() ? kept.total : undefined;
  }

  /** What is known already is not kept any longer for being told again. */
  learn(list: string, total: Total): void {
    if (total.relation === 'atLeast' && this.total(list)) return;
    this.kept.delete(list);
    if (total.relation === 'exact') return;
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(list, { total, until: this.now() + REMEMBERED_MS });
  }
}
