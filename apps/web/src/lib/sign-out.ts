import type { ProblemBody } from 'wardkeep/contracts';
import { queryClient } from './query-client';
import { api, holdCsrfToken } from './api';
import { signInAddress } from './outside';
import { meQuery } from './session';
import { forgetSignedIn } from './signed-in';
import { workIn } from './working-domain';

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('wardkeep-session');

function forget(): void {
  holdCsrfToken(null);
  forgetSignedIn();
  workIn(null);
}

/** Set once somebody signs out: what else was asked then is refused, and leads nowhere else. */
let isSigningOut = false;

/** Loads the page anew, so that nothing of the session stays in memory. */
function leave(path: string): void {
  window.location.assign(path);
}

/**
 * Ends the session here and in every other tab, and goes on to the identity provider where that has one of its own to
 * end. The page leaves even when the server does not answer.
 */
export async function signOut(): Promise<void> {
  isSigningOut = true;
  const further = await api.auth.signOut().catch(() => undefined);
  channel?.postMessage('signed-out');
  forget();
  leave(further?.logoutUrl ?? '/signed-out');
}

export function followSignOut(): void {
  channel?.addEventListener('message', ({ data }) => {
    if (data !== 'signed-out') return;
    forget();
    leave('/signed-out');
  });
}

/** The sign-in leads back to this place. Before the account was ever loaded there is no session to miss: the route asks for the sign-in by itself. */
export function sessionHasEnded({ endedBecause }: ProblemBody): void {
  if (isSigningOut || queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  const here = window.location.pathname + window.location.search;
  forget();
  leave(signInAddress({ next: here, reason: 'ended', because: endedBecause }));
}
