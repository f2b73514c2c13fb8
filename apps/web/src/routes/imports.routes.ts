import { createRoute } from '@tanstack/react-router';
import { importSearch } from '../features/imports/import-search';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const importsSearch = readSearch({ sort: choice(['-uploadedAt']), size: listReaders.size, cursor: listReaders.cursor });

const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  validateSearch: importsSearch,
  component: page(() => import('../features/imports/imports-page'), 'ImportsPage', ['imports']),
});

const newImportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/new',
  component: page(() => import('../features/imports/new-import-page'), 'NewImportPage', ['imports']),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$id',
  validateSearch: importSearch,
  component: page(() => import('../features/imports/import-page'), 'ImportPage', ['imports']),
});

export const importsRoutes = [importsRoute, newImportRoute, importRoute];
