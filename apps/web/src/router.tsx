import { createRouter } from '@tanstack/react-router';
import { FailedPage, LoadingPage, NotFoundPage } from './components/page-states';
import { parseSearch, stringifySearch } from './lib/search';
import { homeRoute } from './routes/home.route';
import { meRoute } from './routes/me.route';
import { newPasswordRoute, resetRoute, signedOutRoute, signInRoute } from './routes/public.routes';
import { rootRoute } from './routes/root.route';
import { shellRoute } from './routes/shell.route';

const routeTree = rootRoute.addChildren([
  shellRoute.addChildren([homeRoute, meRoute]),
  signInRoute,
  newPasswordRoute,
  resetRoute,
  signedOutRoute,
]);

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  defaultPendingMs: 300,
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
