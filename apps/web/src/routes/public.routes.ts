import { createRoute, redirect } from '@tanstack/react-router';
import { page } from '../lib/page';
import { queryClient } from '../lib/query-client';
import { choice, ownPath, readSearch, text } from '../lib/search';
import { meQuery, wasSignedIn } from '../lib/session';
import { rootRoute } from './root.route';

const namespaces = ['sign-in'];
const signInSearch = readSearch({ next: text(2000), domain: text(63), reason: choice(['ended']) });
const newPasswordSearch = readSearch({ next: text(2000) });

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ search }) => {
    if (search.reason || !wasSignedIn()) return;
    const me = await queryClient.fetchQuery({ ...meQuery, retry: false }).catch(() => null);
    if (me) throw redirect({ href: ownPath(search.next) });
  },
  component: page(() => import('../features/sign-in/sign-in-page'), 'SignInPage', namespaces),
});

export const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/new-password',
  validateSearch: newPasswordSearch,
  component: page(() => import('../features/sign-in/new-password-page'), 'NewPasswordPage', namespaces),
});

export const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset',
  component: page(() => import('../features/sign-in/reset-page'), 'ResetPage', namespaces),
});

export const signedOutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/signed-out',
  component: page(() => import('../features/sign-in/signed-out-page'), 'SignedOutPage', namespaces),
});
