import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
  return heading !== null;
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

/** After a change of page, not of its filters: focus to its heading, so that a screen reader says where one is. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(() => {
    let waiting: MutationObserver | null = null;
    const unsubscribe = router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
      if (!fromLocation || fromLocation.pathname === toLocation.pathname) return;
      waiting?.disconnect();
      if (document.querySelector('[role="dialog"]')) return;
      if (!focusHeading()) waiting = whenHeadingComes();
    });
    return () => {
      waiting?.disconnect();
      unsubscribe();
    };
  }, [router]);
}
