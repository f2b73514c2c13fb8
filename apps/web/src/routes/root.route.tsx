import { createRootRoute, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { NotFoundPage } from '../components/page-states';

/** Outside of the shell, since nothing says for whom the address should have been. */
function Nowhere() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

export const rootRoute = createRootRoute({
  notFoundComponent: Nowhere,
  component: () => (
    <Suspense>
      <Outlet />
    </Suspense>
  ),
});
