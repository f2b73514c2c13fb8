import { EnableButton } from '../../components/provider-lifecycle';
import type { SsoProvider } from './queries';
import { useLifecycle } from './use-lifecycle';

export function EnableProvider({ provider }: { readonly provider: SsoProvider }) {
  const lifecycle = useLifecycle(provider);
  if (!provider.actions.includes('enable')) return null;
  return <EnableButton {...lifecycle} variant="filled" />;
}
