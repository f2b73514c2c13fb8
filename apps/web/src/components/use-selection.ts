import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../lib/announce';
import { nothingPicked, picked, rangeOf, stateOfPage, type Picked } from '../lib/selection';

/** The same function between renders, so that rows are not drawn again. */
export type OnSelect = (id: string, on: boolean, isRange: boolean) => void;

export type Selection<T> = Picked<T> & {
  readonly page: 'none' | 'some' | 'all';
  readonly has: (id: string) => boolean;
  readonly onSelect: OnSelect;
  readonly selectPage: (on: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
};

/** The selection is of one list: other filters make another list, and end it. That is said. */
function useEndWith(key: string, isEmpty: boolean, clear: () => void) {
  const { t } = useTranslation();
  const last = useRef(key);
  useEffect(() => {
    if (last.current === key) return;
    last.current = key;
    if (isEmpty) return;
    clear();
    announce(t('selection.ended'));
  }, [key, isEmpty, clear, t]);
}

/** Rows chosen over all pages of a list. `key` says which list it is: its filters. */
export function useSelection<T>(key: string, rows: readonly T[], rowId: (row: T) => string): Selection<T> {
  const [state, setState] = useState<Picked<T>>(nothingPicked);
  const page = useMemo(() => rows.map((row) => [rowId(row), row] as const), [rows, rowId]);
  const ids = useMemo(() => page.map(([id]) => id), [page]);
  const now = useRef({ page, ids });
  const anchor = useRef<string | null>(null);
  useEffect(() => {
    now.current = { page, ids };
  }, [page, ids]);

  const onSelect = useCallback<OnSelect>((id, on, isRange) => {
    const { page: shown, ids: known } = now.current;
    const chosen = isRange ? rangeOf(known, anchor.current, id) : [id];
    anchor.current = id;
    setState((old) => picked(old, shown, chosen, on));
  }, []);
  const clear = useCallback(() => setState(nothingPicked), []);
  useEndWith(key, state.rows.size === 0 && !state.isAll, clear);

  return {
    ...state,
    page: stateOfPage(state, ids),
    has: (id) => state.isAll || state.rows.has(id),
    onSelect,
    clear,
    selectPage: (on) => setState((old) => picked(old, page, ids, on)),
    selectAll: () => setState({ rows: new Map(), isAll: true }),
  };
}
