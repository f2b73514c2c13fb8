import { createRoute, redirect } from '@tanstack/react-router';
import { SYNC_CHANGE_KINDS } from 'wardkeep/contracts';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const namespaces = ['directories', 'access'];
const paged = { size: listReaders.size, cursor: listReaders.cursor };
const listSearch = readSearch({ ...paged, sort: choice(['name']) });
const runsSearch = readSearch({ ...paged, sort: choice(['-startedAt']) });
const changesSearch = readSearch({ ...paged, sort: choice(['position']), kind: choice(SYNC_CHANGE_KINDS) });

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/directories',
  validateSearch: listSearch,
  component: page(() => import('../features/directories/directories-page'), 'DirectoriesPage', namespaces),
});

const addRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/directories/new',
  component: page(() => import('../features/directories/add-directory-page'), 'AddDirectoryPage', namespaces),
});

const directoryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/directories/$id',
  component: page(() => import('../features/directories/directory-page'), 'DirectoryPage', namespaces),
});

const startRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/directories/$id/connection', params, replace: true });
  },
});

const connectionRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/connection',
  component: page(() => import('../features/directories/connection-page'), 'ConnectionPage', namespaces),
});

const mappingRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/mapping',
  component: page(() => import('../features/directories/mapping-page'), 'MappingPage', namespaces),
});

const syncRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/sync',
  validateSearch: changesSearch,
  component: page(() => import('../features/directories/sync-page'), 'SyncPage', namespaces),
});

const historyRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/history',
  validateSearch: runsSearch,
  component: page(() => import('../features/directories/history-page'), 'HistoryPage', namespaces),
});

const runRoute = createRoute({
  getParentRoute: () => directoryRoute,
  path: '/history/$run',
  validateSearch: changesSearch,
  component: page(() => import('../features/directories/run-page'), 'RunPage', namespaces),
});

export const directoriesRoutes = [
  listRoute,
  addRoute,
  directoryRoute.addChildren([startRoute, connectionRoute, mappingRoute, syncRoute, historyRoute, runRoute]),
] as const;
