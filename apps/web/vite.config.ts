import { fileURLToPath } from 'node:url';
import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { cssVariablesResolver, theme } from './src/theme/theme';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The theme's variables as a style sheet: the strict policy lets no component write `<style>`. */
function themeSheet(): Plugin {
  const id = 'virtual:theme.css';
  return {
    name: 'wardkeep-theme-sheet',
    resolveId: (source) => (source === id ? id : null),
    load(source) {
      if (source !== id) return null;
      const merged = mergeMantineTheme(DEFAULT_THEME, theme);
      const defaults = defaultCssVariablesResolver(merged);
      const own = cssVariablesResolver(merged);
      const sheet = convertCssVariables(
        {
          variables: { ...defaults.variables, ...own.variables },
          light: { ...defaults.light, ...own.light },
          dark: { ...defaults.dark, ...own.dark },
        },
        ':root',
      );
      return `@layer mantine {\n${sheet}\n}`;
    },
  };
}

export default defineConfig({
  root: at('.'),
  cacheDir: at('../../node_modules/.vite/web'),
  plugins: [react(), themeSheet()],
  resolve: {
    alias: [
      { find: /^wardkeep\/contracts\/dto$/, replacement: at('../../libs/contracts/src/dto.ts') },
      { find: /^wardkeep\/(contracts|rules|client)$/, replacement: at('../../libs/$1/src/index.ts') },
    ],
  },
  build: {
    outDir: at('../../dist/apps/web'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': 'http://127.0.0.1:8080' } },
  preview: { host: '127.0.0.1' },
});
