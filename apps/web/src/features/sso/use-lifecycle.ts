import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Lifecycle } from '../../components/provider-lifecycle';
import { deleteProvider, disableProvider, enableProvider, type SsoProvider } from './queries';

/** What is done to an identity provider as a whole. */
export function useLifecycle(provider: SsoProvider): Lifecycle {
  const client = useQueryClient();
  const navigate = useNavigate();
  const enable = useMutation(enableProvider(client));
  const disable = useMutation(disableProvider(client));
  const remove = useMutation(deleteProvider(client));
  const { id, version } = provider;
  return {
    provider,
    words: 'sso',
    onEnable: () => enable.mutateAsync(id),
    onDisable: (reason) => disable.mutateAsync({ id, reason }),
    onDelete: async (given) => {
      await remove.mutateAsync({ id, version, ...given });
      await navigate({ to: '/sso', ignoreBlocker: true });
    },
  };
}
