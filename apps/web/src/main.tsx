import './theme/base.css';
import '@mantine/core/styles.layer.css';
import 'virtual:theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { i18n, startI18n } from './i18n';
import { loadTexts } from './i18n/locales';
import { onSessionEnd } from './lib/api';
import { colorSchemeManager } from './lib/color-scheme';
import { queryClient } from './lib/query-client';
import { followSignOut, sessionHasEnded } from './lib/sign-out';
import { router } from './router';
import { theme } from './theme/theme';

async function start(root: HTMLElement): Promise<void> {
  onSessionEnd(sessionHasEnded);
  followSignOut();
  await startI18n(loadTexts);
  await i18n.loadNamespaces('problems');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
