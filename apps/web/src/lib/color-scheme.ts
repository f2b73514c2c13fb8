import { isMantineColorScheme, type MantineColorSchemeManager } from '@mantine/core';
import { keep, kept } from './kept';

/** Keeps the choice where `color-scheme.js` reads it before the first paint. */
export const colorSchemeManager: MantineColorSchemeManager = {
  get: (fallback) => {
    const value = kept('color-scheme');
    return isMantineColorScheme(value) ? value : fallback;
  },
  set: (value) => keep('color-scheme', value),
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => keep('color-scheme', null),
};
