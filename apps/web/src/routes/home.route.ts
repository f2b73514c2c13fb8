import { createRoute } from '@tanstack/react-router';
import { page } from '../lib/page';
import { shellRoute } from './shell.route';

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: page(() => import('../features/me/home-page'), 'HomePage', ['me']),
});
