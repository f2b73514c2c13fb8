import { createRoute } from '@tanstack/react-router';
import { usersSearch } from '../features/users/users-search';
import { page } from '../lib/page';
import { choice, listReaders, readSearch, text } from '../lib/search';
import { shellRoute } from './shell.route';

const version = (raw: string) => (/^[1-9]\d{0,8}$/.test(raw) ? raw : undefined);
const detailsSearch = readSearch({ edit: choice(['yes']) });
const sessionsSearch = readSearch({ ...listReaders, sort: choice(['startedAt']), state: choice(['ended', 'all']) });
const instant = (raw: string) => (Number.isNaN(Date.parse(raw)) ? undefined : raw);
const accessSearch = readSearch({ sort: choice(['name']), q: text(), show: choice(['missing']) });
const asOfSearch = readSearch({ at: instant });
const versionsSearch = readSearch({ version, with: version });

const namespaces = ['users', 'sign-in', 'access', 'permissions'];

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users',
  validateSearch: usersSearch,
  component: page(() => import('../features/users/users-page'), 'UsersPage', [...namespaces, 'bulk', 'jobs']),
});

const hygieneRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/hygiene',
  component: page(() => import('../features/users/hygiene-page'), 'HygienePage', ['users', 'bulk']),
});

/** A dialog over the list, which stays as it is: the list's page shows it. */
const newRoute = createRoute({ getParentRoute: () => listRoute, path: '/new' });

const userRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users/$id',
  component: page(() => import('../features/users/user-page'), 'UserPage', namespaces),
});

const detailsRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/',
  validateSearch: detailsSearch,
  component: page(() => import('../features/users/user-details'), 'UserDetails', namespaces),
});

const securityRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/security',
  component: page(() => import('../features/users/user-security'), 'UserSecurity', namespaces),
});

const sessionsRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/sessions',
  validateSearch: sessionsSearch,
  component: page(() => import('../features/users/user-sessions'), 'UserSessions', namespaces),
});

const auditRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/audit',
  component: page(() => import('../features/users/user-audit'), 'UserAudit', namespaces),
});

const versionsRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/versions',
  validateSearch: versionsSearch,
  component: page(() => import('../features/users/user-versions'), 'UserVersions', namespaces),
});

const accessRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/access',
  validateSearch: accessSearch,
  component: page(() => import('../features/users/user-access'), 'UserAccess', namespaces),
});

const asOfRoute = createRoute({
  getParentRoute: () => userRoute,
  path: '/as-of',
  validateSearch: asOfSearch,
  component: page(() => import('../features/users/user-as-of'), 'UserAsOf', namespaces),
});

export const usersRoutes = [listRoute.addChildren([newRoute]), hygieneRoute];
export const userRoutes = userRoute.addChildren([
  detailsRoute,
  securityRoute,
  sessionsRoute,
  auditRoute,
  versionsRoute,
  accessRoute,
  asOfRoute,
]);
