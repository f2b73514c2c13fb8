import { useMemo, useState } from 'react';
import { keep, kept } from '../lib/kept';
import type { Column } from './data-table';

function read(name: string): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(kept(`columns-${name}`) ?? '{}');
    return value !== null && typeof value === 'object' ? (value as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

/** Which columns of a list are shown; kept in this browser under the list's name. */
export function useColumns<T>(name: string, columns: readonly Column<T>[]) {
  const [chosen, setChosen] = useState(() => read(name));
  const visible = useMemo(
    () => Object.fromEntries(columns.map(({ id, hidden }, index) => [id, index === 0 || (chosen[id] ?? !hidden)])),
    [columns, chosen],
  );
  const save = (next: Record<string, boolean>) => {
    setChosen(next);
    keep(`columns-${name}`, Object.keys(next).length > 0 ? JSON.stringify(next) : null);
  };
  return { visible, show: (id: string, on: boolean) => save({ ...chosen, [id]: on }), reset: () => save({}) };
}
