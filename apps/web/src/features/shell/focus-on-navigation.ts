import { useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';

function focusHeading(): boolean {
  const found = document.querySelector<HTMLElement>('main h1');
  found?.setAttribute('tabindex', '-1');
  found?.focus({ preventScroll: true });
  return found !== null;
}

/** A page that still loads gets its heading later; it takes the focus then, unless the person has moved it meanwhile. */
function whenHeadingComes(): MutationObserver {
  const held = document.activeElement;
  const hasMoved = () => document.activeElement !== held && document.activeElement !== document.body;
  const observer = new MutationObserver(() => {
    if (hasMoved() || focusHeading()) observer.disconnect();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return observer;
}

const heading = () => document.querySelector('main h1');
const isDialogOpen = () => document.querySelector('[role="dialog"]') !== null;

/** Some pages open as a dialog over their list: when it closes, the focus goes back to what opened it. */
function useOpener() {
  const kept = useRef<{ readonly heading: Element | null; readonly opener: Element | null } | null>(null);
  return useMemo(
    () => ({
      keep: () => {
        if (!isDialogOpen()) kept.current = { heading: heading(), opener: document.activeElement };
      },
      isSamePage: () => kept.current !== null && kept.current.heading === heading(),
      giveBack: () => {
        const opener = kept.current?.opener;
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
        else focusHeading();
      },
    }),
    [],
  );
}

/** After a change of page, not of its filters: focus to its heading, so that a screen reader says where one is. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  const opener = useOpener();
  useEffect(() => {
    let waiting: MutationObserver | null = null;
    const stopKeeping = router.subscribe('onBeforeNavigate', opener.keep);
    const stopFocusing = router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
      if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
      waiting?.disconnect();
      if (isDialogOpen()) return;
      if (opener.isSamePage()) return opener.giveBack();
      if (!focusHeading()) waiting = whenHeadingComes();
    });
    return () => {
      waiting?.disconnect();
      stopKeeping();
      stopFocusing();
    };
  }, [router, opener]);
}
