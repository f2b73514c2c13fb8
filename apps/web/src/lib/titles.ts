import { useEffect } from 'react';

/** The document's title, `Object · Page · Wardkeep`: told apart in tabs, bookmarks and by screen readers. */
export function useTitle(...parts: readonly (string | undefined | null)[]): void {
  const title = [...parts.filter(Boolean), 'Wardkeep'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
