import { lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { i18n } from '../i18n';

/** A route's component in its own chunk, with its texts: both are fetched on intent, and neither blinks in later. */
export function page<M extends Record<string, unknown>, N extends keyof M & string>(
  load: () => Promise<M>,
  name: N,
  namespaces: readonly string[],
) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), i18n.loadNamespaces(namespaces)]);
    return module as unknown as Record<N, ComponentType>;
  }, name);
}
