import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProviderDetail, UpdateProviderDto as UpdateBody } from 'wardkeep/contracts';
import { UpdateProviderDto } from 'wardkeep/contracts/dto';
import { useEditing, type Editing, type EditingForm } from '../../lib/use-editing';
import { toUpdate, valuesOf, type DirectoryValues } from './directory-values';
import { directoryById, updateDirectory } from './queries';

export type DirectoryForm = EditingForm<DirectoryValues>;
export type DirectoryEditing = Editing<DirectoryValues>;

/** The directory as a form, whole, of which each page shows a part. */
export function useDirectoryForm(provider: ProviderDetail): DirectoryEditing {
  const client = useQueryClient();
  const update = useMutation(updateDirectory(client));
  return useEditing<DirectoryValues, UpdateBody>({
    Dto: UpdateProviderDto,
    stored: valuesOf(provider),
    toBody: toUpdate,
    save: async (body) => valuesOf(await update.mutateAsync({ id: provider.id, version: provider.version, body })),
    refresh: () => client.refetchQueries({ queryKey: directoryById(provider.id).queryKey, exact: true }),
  });
}
