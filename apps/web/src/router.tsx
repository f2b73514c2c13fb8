import { createRouter } from '@tanstack/react-router';
import { FailedPage, LoadingPage, NotFoundPage } from './components/page-states';
import { parseSearch, stringifySearch } from './lib/search';
import { auditEventRoute, auditRoute } from './routes/audit.routes';
import { directoriesRoutes } from './routes/directories.routes';
import { addDomainRoute, domainRoute, domainsRoute } from './routes/domains.routes';
import { homeRoute } from './routes/home.route';
import { importsRoutes } from './routes/imports.routes';
import { jobRoute, jobsRoute } from './routes/jobs.routes';
import { meRoute } from './routes/me.route';
import { holdersRoute, matrixRoute, newRoleRoute, roleRoute, rolesRoute } from './routes/roles.routes';
import { rootRoute } from './routes/root.route';
import { sessionsRoute } from './routes/sessions.route';
import { settingsRoutes } from './routes/settings.routes';
import { ssoRoutes } from './routes/sso.routes';
import { shellRoute } from './routes/shell.route';
import { userRoutes, usersRoutes } from './routes/users.route';

const routeTree = rootRoute.addChildren([
  shellRoute.addChildren([
    homeRoute,
    meRoute,
    ...usersRoutes,
    userRoutes,
    sessionsRoute,
    ...importsRoutes,
    jobsRoute,
    jobRoute,
    rolesRoute,
    matrixRoute,
    holdersRoute,
    newRoleRoute,
    roleRoute,
    domainsRoute,
    addDomainRoute,
    domainRoute,
    ...directoriesRoutes,
    ...ssoRoutes,
    settingsRoutes,
    auditRoute.addChildren([auditEventRoute]),
  ]),
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
