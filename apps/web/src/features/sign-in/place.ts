import { useSyncExternalStore } from 'react';
import { outsidePath } from '../../lib/outside';
import { choice, ownPath, parseSearch, readSearch, text } from '../../lib/search';

const MOVED = 'popstate';
const read = readSearch({ next: text(2000), domain: text(63), reason: choice(['ended']) });

/** What the address of one of these pages says beside its path. */
export const outsideSearch = () => read(parseSearch(window.location.search));

function follow(listener: () => void): () => void {
  window.addEventListener(MOVED, listener);
  return () => window.removeEventListener(MOVED, listener);
}

/** Which of the pages without a session is shown: they are too few for a router. */
export const useOutsidePath = () => useSyncExternalStore(follow, () => outsidePath(window.location.pathname));

/** Into the console. Never settles: what waits for it is shown as under way until the other document is there. */
export function goOn(): Promise<never> {
  return new Promise(() => window.location.replace(ownPath(outsideSearch().next)));
}

/** To the second step of a sign-in; what the first one found out stays in memory. */
export function toNewPassword(): void {
  const { next } = outsideSearch();
  const search = next ? `?${new URLSearchParams({ next })}` : '';
  window.history.pushState(null, '', `/sign-in/new-password${search}`);
  window.dispatchEvent(new PopStateEvent(MOVED));
}
