import { createClient } from 'wardkeep/client';
import { holdCsrfToken } from './api';
import { queryClient } from './query-client';
import { watchedFetch } from './reachable';
import { meQuery } from './session';

/** For the new cookie, which comes with the answer to another request, perhaps of another tab. */
const WAIT_MS = 250;

/** Without what `api` does by itself: it asks for this in the middle of a request. */
const plain = createClient({ baseUrl: '', fetch: watchedFetch });

async function fetchToken(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  const me = await plain.me.get();
  const known = queryClient.getQueryData(meQuery.queryKey);
  if (known?.user.id !== me.user.id) throw new Error('Somebody else is signed in');
  holdCsrfToken(me.csrfToken);
}

let underWay: Promise<void> | null = null;

/**
 * The tabs of a browser share one session. When it was renewed in another, this one takes over the token of the new
 * one; not when somebody else signed in there, in whose name nothing of this page may be sent.
 */
export function followRenewal(): Promise<void> {
  underWay ??= fetchToken().finally(() => (underWay = null));
  return underWay;
}
