import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { onRenewal, onSessionEnd } from './lib/api';
import { queryClient } from './lib/query-client';
import { followRenewal } from './lib/renewal';
import { followSignOut, sessionHasEnded } from './lib/sign-out';
import { router } from './router';

onSessionEnd(sessionHasEnded);
onRenewal(followRenewal);
followSignOut();

/** Every page behind the sign-in. */
export function ConsoleRoot() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
