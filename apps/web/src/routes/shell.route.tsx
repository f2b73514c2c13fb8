import { createRoute, redirect } from '@tanstack/react-router';
import type { ProblemError } from 'wardkeep/client';
import type { Me } from 'wardkeep/contracts';
import { isLanguage, speak } from '../i18n';
import { signInAddress } from '../lib/outside';
import { page } from '../lib/page';
import { isProblem } from '../lib/problems';
import { queryClient } from '../lib/query-client';
import { meQuery } from '../lib/session';
import { rootRoute } from './root.route';

/** For whoever was signed in here before. */
function whyEnded({ problem: { code, endedBecause } }: ProblemError) {
  return code === 'session-ended' && endedBecause ? { reason: 'ended' as const, because: endedBecause } : {};
}

async function signedIn(next: string): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (isProblem(error) && error.status === 401) {
      throw redirect({ href: signInAddress({ next, ...whyEnded(error) }), reloadDocument: true, replace: true });
    }
    throw error;
  }
}

/** Everything that needs a session. Nothing inside is shown, or fetched, before the caller's account is known. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const me = await signedIn(location.href);
    if (isLanguage(me.user.language)) await speak(me.user.language);
    return { me };
  },
  component: page(() => import('../features/shell/shell'), 'Shell', ['common']),
});
