import { useSyncExternalStore } from 'react';
import { SESSION_ENDS } from 'wardkeep/contracts';
import { outsidePath, SIGN_IN_REASONS, signInAddress, type OutsidePath } from '../../lib/outside';
import { choice, ownPath, parseSearch, readSearch, text } from '../../lib/search';

const MOVED = 'popstate';
export const SSO_OUTCOMES = ['refused', 'unavailable', 'expired'] as const;
const read = readSearch({
  next: text(2000),
  domain: text(63),
  reason: choice(SIGN_IN_REASONS),
  because: choice(SESSION_ENDS),
  /** From a sign-in at an identity provider that came to nothing. */
  sso: choice(SSO_OUTCOMES),
  reference: text(40),
  returnTo: text(2000),
});

/** What the address of one of these pages says beside its path. */
export const outsideSearch = () => read(parseSearch(window.location.search));

function follow(listener: () => void): () => void {
  window.addEventListener(MOVED, listener);
  return () => window.removeEventListener(MOVED, listener);
}

/** Which of the pages without a session is shown: they are too few for a router. */
export const useOutsidePath = () => useSyncExternalStore(follow, () => outsidePath(window.location.pathname));

/** Where to go on after the sign-in. */
export function goal(): string | undefined {
  const { next, returnTo } = outsideSearch();
  return next ?? returnTo;
}

/** Into the console. Never settles: what waits for it is shown as under way until the other document is there. */
export function goOn(): Promise<never> {
  return new Promise(() => window.location.replace(ownPath(goal())));
}

/** To a step of a sign-in; what the one before found out stays in memory. Back leads to the start, never into a step. */
export function showStep(path: OutsidePath): void {
  const next = goal();
  const address = next ? `${path}?${new URLSearchParams({ next })}` : path;
  if (window.location.pathname === '/sign-in') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
  window.dispatchEvent(new PopStateEvent(MOVED));
}

/** Back to the start, which says that the step was over. */
export function showStart(): void {
  window.history.replaceState(null, '', signInAddress({ next: goal(), reason: 'over' }));
  window.dispatchEvent(new PopStateEvent(MOVED));
}
