import { getRouteApi } from '@tanstack/react-router';
import { useMay, useMe } from '../../lib/session';
import type { Whose } from './queries';

const route = getRouteApi('/shell/settings');

/**
 * Whose settings the page shows, as its address says it: who works in the Primary Domain and reaches every Domain sees
 * the system's unless asked otherwise, everybody else their Domain's.
 */
export function useWhose(): { readonly whose: Whose; readonly mayChoose: boolean; readonly mayUpdate: boolean } {
  const { of } = route.useSearch();
  const me = useMe();
  const may = useMay();
  const mayChoose = me.home.primary && me.domain.primary && may('settings:read', 'all');
  const isSystem = mayChoose && of !== 'domain';
  return {
    whose: isSystem ? null : me.domain.id,
    mayChoose,
    mayUpdate: may('settings:update', isSystem ? 'all' : 'domain'),
  };
}
