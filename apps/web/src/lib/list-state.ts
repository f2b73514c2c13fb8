import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { keep, kept } from './kept';
import { PAGE_SIZES } from './search';

const SIZE_KEY = 'page-size';
const SHAPE = new Set(['sort', 'size', 'cursor']);
/** More would make addresses too long; beyond it, Previous ends at the oldest page kept. */
const KEPT_PAGES = 30;

type Search = {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly size?: (typeof PAGE_SIZES)[number] | undefined;
  readonly cursor?: string | undefined;
};

/** The cursors of the pages up to this one, oldest first; empty on the first page. */
const cursorsOf = (cursor: string | undefined): string[] => (cursor ? cursor.split('~') : []);

const withNext = (cursor: string | undefined, next: string): string =>
  [...cursorsOf(cursor), next].slice(-KEPT_PAGES).join('~');

const withoutLast = (cursor: string | undefined): string | undefined =>
  cursorsOf(cursor).slice(0, -1).join('~') || undefined;

function preferredSize(): number {
  const size = kept(SIZE_KEY) ?? '';
  return Number((PAGE_SIZES as readonly string[]).includes(size) ? size : '50');
}

/** A list whose whole shape is its address. Changing a filter or the order goes back to the first page. */
export function useListState<S extends Search>(search: S, defaults: { readonly sort: NonNullable<S['sort']> }) {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (change: (old: S) => object, replace = false) =>
      void navigate({ to: '.', search: ((old: S) => change(old)) as never, replace });
    const isFilter = ([name, value]: [string, unknown]) => value !== undefined && !SHAPE.has(name);
    const sort: NonNullable<S['sort']> = search.sort ?? defaults.sort;
    return {
      limit: Number(search.size ?? preferredSize()),
      sort,
      cursor: cursorsOf(search.cursor).at(-1),
      isFiltered: Object.entries(search).some(isFilter),
      hasPrevious: search.cursor !== undefined,
      /** Sets filters; `undefined` removes one. */
      filter: (change: Partial<{ [K in keyof S]: S[K] | undefined }>) =>
        go((old) => ({ ...old, ...change, cursor: undefined })),
      /** The same while typing: the history keeps one entry. */
      type: (q: string) => go((old) => ({ ...old, q: q.trim() || undefined, cursor: undefined }), true),
      order: (sort: string) =>
        go((old) => ({ ...old, sort: sort === defaults.sort ? undefined : sort, cursor: undefined })),
      resize: (size: string) => {
        keep(SIZE_KEY, size);
        go((old) => ({ ...old, size, cursor: undefined }));
      },
      clear: () => go((old) => ({ sort: old.sort, size: old.size })),
      next: (cursor: string) => go((old) => ({ ...old, cursor: withNext(old.cursor, cursor) })),
      previous: () => go((old) => ({ ...old, cursor: withoutLast(old.cursor) })),
      first: () => go((old) => ({ ...old, cursor: undefined })),
    };
  }, [search, defaults.sort, navigate]);
}

export type ListState = Pick<
  ReturnType<typeof useListState<Search>>,
  'limit' | 'isFiltered' | 'hasPrevious' | 'resize' | 'clear' | 'next' | 'previous' | 'first' | 'type'
> & { readonly sort: string; readonly order: (sort: string) => void };
