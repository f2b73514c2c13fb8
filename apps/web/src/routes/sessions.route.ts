import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const sessionsSearch = readSearch({
  ...listReaders,
  state: choice(['ended', 'all']),
  sort: choice(['startedAt', '-startedAt']),
});

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions',
  validateSearch: sessionsSearch,
  component: page(() => import('../features/sessions/sessions-page'), 'SessionsPage', ['sessions']),
});
