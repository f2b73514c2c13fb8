import { createRoute, redirect } from '@tanstack/react-router';
import { page } from '../lib/page';
import { choice, readSearch } from '../lib/search';
import { shellRoute } from './shell.route';

const namespaces = ['settings', 'permissions'];
const settingsSearch = readSearch({ of: choice(['domain']) });

const frameRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  validateSearch: settingsSearch,
  component: page(() => import('../features/settings/settings-page'), 'SettingsPage', namespaces),
});

const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/settings/passwords', search, replace: true });
  },
});

const passwordsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/passwords',
  component: page(() => import('../features/settings/passwords-page'), 'PasswordsPage', namespaces),
});

const lockoutRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/lockout',
  component: page(() => import('../features/settings/lockout-page'), 'LockoutPage', namespaces),
});

const sessionsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/sessions',
  component: page(() => import('../features/settings/sessions-page'), 'SessionsPage', namespaces),
});

const twoFactorRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/two-factor',
  component: page(() => import('../features/settings/two-factor-page'), 'TwoFactorPage', namespaces),
});

const reasonsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reasons',
  component: page(() => import('../features/settings/reasons-page'), 'ReasonsPage', namespaces),
});

export const settingsRoutes = frameRoute.addChildren([
  startRoute,
  passwordsRoute,
  lockoutRoute,
  sessionsRoute,
  twoFactorRoute,
  reasonsRoute,
]);
