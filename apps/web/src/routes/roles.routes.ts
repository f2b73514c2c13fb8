import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, listReaders, readSearch, text } from '../lib/search';
import { shellRoute } from './shell.route';

const rolesSearch = readSearch({ sort: choice(['name']), size: listReaders.size, cursor: listReaders.cursor });
const matrixSearch = readSearch({ sort: choice(['name']), q: text() });

export const rolesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles',
  validateSearch: rolesSearch,
  component: page(() => import('../features/roles/roles-page'), 'RolesPage', ['roles']),
});

export const matrixRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/matrix',
  validateSearch: matrixSearch,
  component: page(() => import('../features/roles/matrix-page'), 'MatrixPage', ['roles', 'permissions']),
});

export const roleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/$id',
  component: page(() => import('../features/roles/role-page'), 'RolePage', ['roles', 'permissions']),
});
