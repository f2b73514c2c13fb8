import { createRoute } from '@tanstack/react-router';
import { LOGIN_METHODS, TOTP_STATUSES, USER_SORTS, USER_STATUSES } from 'wardkeep/contracts';
import { isDay } from '../lib/days';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const SORTS = USER_SORTS.flatMap((field) => [field, `-${field}`] as const);
const day = (raw: string) => (isDay(raw) ? raw : undefined);
const uuid = (raw: string) => (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(raw) ? raw : undefined);
const version = (raw: string) => (/^[1-9]\d{0,8}$/.test(raw) ? raw : undefined);

export const usersSearch = readSearch({
  ...listReaders,
  sort: choice(SORTS),
  status: choice(USER_STATUSES),
  role: uuid,
  method: choice(LOGIN_METHODS),
  twoFactor: choice(TOTP_STATUSES),
  signedIn: choice(['never']),
  from: day,
  to: day,
});
export type UsersSearch = ReturnType<typeof usersSearch>;

const detailsSearch = readSearch({ edit: choice(['yes']) });
const sessionsSearch = readSearch({ ...listReaders, sort: choice(['startedAt']), state: choice(['ended', 'all']) });
const versionsSearch = readSearch({ version, with: version });

const namespaces = ['users', 'sign-in'];

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/users',
  validateSearch: usersSearch,
  component: page(() => import('../features/users/users-page'), 'UsersPage', namespaces),
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

export const usersRoute = listRoute.addChildren([newRoute]);
export const userRoutes = userRoute.addChildren([detailsRoute, sessionsRoute, auditRoute, versionsRoute]);
