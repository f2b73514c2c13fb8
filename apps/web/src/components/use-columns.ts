import { useMemo, useSyncExternalStore } from 'react';
import { keep, kept } from '../lib/kept';
import type { Column } from './data-table';

type Chosen = Readonly<Record<string, boolean>>;

const known = new Map<string, Chosen>();
const listeners = new Set<() => void>();

function read(name: string): Chosen {
  try {
    const value: unknown = JSON.parse(kept(`columns-${name}`) ?? '{}');
    return value !== null && typeof value === 'object' ? (value as Chosen) : {};
  } catch {
    return {};
  }
}

function chosenOf(name: string): Chosen {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
}

function save(name: string, next: Chosen): void {
  known.set(name, next);
  keep(`columns-${name}`, Object.keys(next).length > 0 ? JSON.stringify(next) : null);
  for (const listener of listeners) listener();
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Which columns of a list are shown; kept in this browser under the list's name. */
export function useColumns<T>(name: string, columns: readonly Column<T>[]) {
  const chosen = useSyncExternalStore(follow, () => chosenOf(name));
  const visible = useMemo(
    () => Object.fromEntries(columns.map(({ id, hidden }, index) => [id, index === 0 || (chosen[id] ?? !hidden)])),
    [columns, chosen],
  );
  return {
    visible,
    show: (id: string, on: boolean) => save(name, { ...chosen, [id]: on }),
    /** These and no others. */
    showOnly: (ids: readonly string[]) =>
      save(name, Object.fromEntries(columns.map(({ id }) => [id, ids.includes(id)]))),
    reset: () => save(name, {}),
  };
}
