import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ProviderDetail } from 'wardkeep/contracts';
import type { Lifecycle } from '../../components/provider-lifecycle';
import { deleteDirectory, disableDirectory, enableDirectory } from './queries';

/** What is done to a directory as a whole. */
export function useLifecycle(provider: ProviderDetail): Lifecycle {
  const client = useQueryClient();
  const navigate = useNavigate();
  const enable = useMutation(enableDirectory(client));
  const disable = useMutation(disableDirectory(client));
  const remove = useMutation(deleteDirectory(client));
  const { id, version } = provider;
  return {
    provider,
    words: 'directories',
    onEnable: () => enable.mutateAsync(id),
    onDisable: (reason) => disable.mutateAsync({ id, reason }),
    onDelete: async (given) => {
      await remove.mutateAsync({ id, version, ...given });
      await navigate({ to: '/directories', ignoreBlocker: true });
    },
  };
}
