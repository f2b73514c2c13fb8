import './theme/base.css';
import '@mantine/core/styles.layer.css';
import 'virtual:theme.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { i18n, startI18n } from './i18n';
import { loadTexts } from './i18n/locales';
import { colorSchemeManager } from './lib/color-scheme';
import { isOutside } from './lib/outside';
import { theme } from './theme/theme';

/** The pages without a session load neither the router nor what else only the pages behind the sign-in need. */
async function loadRoot(): Promise<ComponentType> {
  if (isOutside(window.location.pathname)) return (await import('./features/sign-in/outside-root')).loadOutside();
  return (await import('./console-root')).ConsoleRoot;
}

async function start(element: HTMLElement): Promise<void> {
  const texts = startI18n(loadTexts).then(() => i18n.loadNamespaces('problems'));
  const [Root] = await Promise.all([loadRoot(), texts]);
  createRoot(element).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <Root />
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
