import { useSyncExternalStore } from 'react';
import { SESSION_ENDS } from 'wardkeep/contracts';
import { outsidePath, SIGN_IN_REASONS, signInAddress, type OutsidePath } from '../../lib/outside';
import { choice, ownPath, parseSearch, readSearch, text } from '../../lib/search';

const MOVED = 'popstate';
const read = readSearch({
  next: text(2000),
  domain: text(63),
  reason: choice(SIGN_IN_REASONS),
  because: choice(SESSION_ENDS),
});

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

/** To a step of a sign-in; what the one before found out stays in memory. Back leads to the start, never into a step. */
export function showStep(path: OutsidePath): void {
  const { next } = outsideSearch();
  const address = next ? `${path}?${new URLSearchParams({ next })}` : path;
  if (window.location.pathname === '/sign-in') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  window.dispatchEvent(new PopStateEvent(MOVED));
}

/** Back to the start, which says that the step was over. */
export function showStart(): void {
  window.history.replaceState(null, '', signInAddress({ next: outsideSearch().next, reason: 'over' }));
  window.dispatchEvent(new PopStateEvent(MOVED));
}
