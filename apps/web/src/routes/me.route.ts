import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { shellRoute } from './shell.route';

export const meRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/me',
  component: page(() => import('../features/me/me-page'), 'MePage', ['me', 'sign-in', 'two-factor', 'sessions']),
});
