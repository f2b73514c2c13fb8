import { createRoute } from '@tanstack/react-router';
import { jobSearch } from '../features/jobs/job-search';
import { page } from '../lib/page';
import { choice, listReaders, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const jobsSearch = readSearch({ sort: choice(['-createdAt']), size: listReaders.size, cursor: listReaders.cursor });

export const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  validateSearch: jobsSearch,
  component: page(() => import('../features/jobs/jobs-page'), 'JobsPage', ['jobs']),
});

export const jobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$id',
  validateSearch: jobSearch,
  component: page(() => import('../features/jobs/job-page'), 'JobPage', ['jobs']),
});
