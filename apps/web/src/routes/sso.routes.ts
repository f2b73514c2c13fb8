import { createRoute, redirect } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const namespaces = ['sso', 'access'];

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sso',
  validateSearch: readSearch({ size: listReaders.size, cursor: listReaders.cursor, sort: choice(['name']) }),
  component: page(() => import('../features/sso/sso-page'), 'SsoPage', namespaces),
});

const addRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sso/new',
  component: page(() => import('../features/sso/add-provider-page'), 'AddProviderPage', namespaces),
});

const providerRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sso/$id',
  component: page(() => import('../features/sso/provider-page'), 'ProviderPage', namespaces),
});

const startRoute = createRoute({
  getParentRoute: () => providerRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/sso/$id/connection', params, replace: true });
  },
});

const connectionRoute = createRoute({
  getParentRoute: () => providerRoute,
  path: '/connection',
  component: page(() => import('../features/sso/connection-page'), 'ConnectionPage', namespaces),
});

const mappingRoute = createRoute({
  getParentRoute: () => providerRoute,
  path: '/mapping',
  component: page(() => import('../features/sso/mapping-page'), 'MappingPage', namespaces),
});

const testRoute = createRoute({
  getParentRoute: () => providerRoute,
  path: '/test',
  component: page(() => import('../features/sso/test-page'), 'TestPage', namespaces),
});

const historyRoute = createRoute({
  getParentRoute: () => providerRoute,
  path: '/history',
  component: page(() => import('../features/sso/history-page'), 'HistoryPage', namespaces),
});

export const ssoRoutes = [
  listRoute,
  addRoute,
  providerRoute.addChildren([startRoute, connectionRoute, mappingRoute, testRoute, historyRoute]),
] as const;
