import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, listReaders, readSearch, text } from '../lib/search';
import { shellRoute } from './shell.route';

const namespaces = ['roles', 'access', 'permissions'];

const rolesSearch = readSearch({ sort: choice(['name']), size: listReaders.size, cursor: listReaders.cursor });
const matrixSearch = readSearch({
  sort: choice(['name']),
  q: text(),
  roles: text(4000),
  only: choice(['differences']),
});
const holdersSearch = readSearch({
  sort: choice(['username']),
  size: listReaders.size,
  cursor: listReaders.cursor,
  permission: text(),
  scope: choice(['own', 'domain']),
});
const newSearch = readSearch({ from: text(), template: text() });
const roleSearch = readSearch({ edit: choice(['yes']) });

export const rolesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles',
  validateSearch: rolesSearch,
  component: page(() => import('../features/roles/roles-page'), 'RolesPage', namespaces),
});

export const matrixRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/matrix',
  validateSearch: matrixSearch,
  component: page(() => import('../features/roles/matrix-page'), 'MatrixPage', namespaces),
});

export const holdersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/holders',
  validateSearch: holdersSearch,
  component: page(() => import('../features/roles/holders-page'), 'HoldersPage', namespaces),
});

export const newRoleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/new',
  validateSearch: newSearch,
  component: page(() => import('../features/roles/new-role-page'), 'NewRolePage', namespaces),
});

export const roleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/roles/$id',
  validateSearch: roleSearch,
  component: page(() => import('../features/roles/role-page'), 'RolePage', namespaces),
});
