import type { Total } from 'wardkeep/contracts';

const REMEMBERED_MS = 30_000;
const MOST_KEPT = 1_000;

type Kept = { readonly total: Total; readonly until: number };

/**
 * The totals of lists that were counted up to the bound a moment ago. Counting is half of what such a page costs, and
 * that there are more than so many stays true longer than it is kept here; what was counted exactly is counted anew.
 */
export class LongLists {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  total(list: string): Total | undefined {
    const kept = this.kept.get(list);
    return kept && kept.until > this.now() ? kept.total : undefined;
  }

  learn(list: string, total: Total): void {
    if (total.relation === 'exact') return;
    this.kept.delete(list);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(list, { total, until: this.now() + REMEMBERED_MS });
  }
}
