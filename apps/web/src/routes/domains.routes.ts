import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const domainsSearch = readSearch({ ...listReaders, sort: choice(['name', '-name']) });

export const domainsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/domains',
  validateSearch: domainsSearch,
  component: page(() => import('../features/domains/domains-page'), 'DomainsPage', ['domains']),
});

export const addDomainRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/domains/new',
  component: page(() => import('../features/domains/add-domain-page'), 'AddDomainPage', ['domains', 'sign-in']),
});

export const domainRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/domains/$id',
  component: page(() => import('../features/domains/domain-page'), 'DomainPage', ['domains']),
});
