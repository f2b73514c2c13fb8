/** The rows chosen in a list: some of them, on whatever page they were, or everything that matches its filters. */
export type Picked<T> = { readonly rows: ReadonlyMap<string, T>; readonly isAll: boolean };
type Rows<T> = readonly (readonly [id: string, row: T])[];

export const nothingPicked = <T>(): Picked<T> => ({ rows: new Map(), isAll: false });

/** From one row of a page to another, both included, whichever comes first; the second alone when the first is not there. */
export function rangeOf(ids: readonly string[], from: string | null, to: string): readonly string[] {
  const [start, end] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** Taking a row out of everything leaves the other rows of the page, which are all that can be seen. */
export function picked<T>(old: Picked<T>, page: Rows<T>, ids: readonly string[], on: boolean): Picked<T> {
  if (old.isAll && on) return old;
  const rows = new Map(old.isAll ? page : old.rows);
  const chosen = new Set(ids);
  for (const [id, row] of page) {
    if (!chosen.has(id)) continue;
    if (on) rows.set(id, row);
    else rows.delete(id);
  }
  return { rows, isAll: false };
}

export function stateOfPage<T>({ rows, isAll }: Picked<T>, ids: readonly string[]): 'none' | 'some' | 'all' {
  const count = isAll ? ids.length : ids.filter((id) => rows.has(id)).length;
  if (count === 0) return 'none';
  return count === ids.length ? 'all' : 'some';
}
