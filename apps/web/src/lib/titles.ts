import { useEffect } from 'react';

/** Of what is open, the last one opened at the end: a drawer over a page gives the title back when it closes. */
const open: { readonly title: string }[] = [];

/** The document's title, `Object · Page · Wardkeep`: told apart in tabs, bookmarks and by screen readers. */
export function useTitle(...parts: readonly (string | undefined | null)[]): void {
  const title = [...parts.filter(Boolean), 'Wardkeep'].join(' · ');
  useEffect(() => {
    const mine = { title };
    open.push(mine);
    document.title = title;
    return () => {
      open.splice(open.indexOf(mine), 1);
      const below = open.at(-1);
      if (below) document.title = below.title;
    };
  }, [title]);
}
