import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OidcConfigDto, SamlConfigDto, UpdateProviderDto as UpdateBody } from 'wardkeep/contracts';
import { UpdateProviderDto } from 'wardkeep/contracts/dto';
import { useTimeZone } from '../../lib/session';
import { useEditing, type Editing, type EditingForm } from '../../lib/use-editing';
import { providerById, updateProvider, type SsoProvider } from './queries';
import { toUpdate, valuesOf, type SsoValues } from './sso-values';

export type SsoForm = EditingForm<SsoValues>;
export type SsoEditing = Editing<SsoValues>;

/** The provider as a form, whole, of which each page shows a part. */
export function useProviderForm(provider: SsoProvider): SsoEditing {
  const client = useQueryClient();
  const timeZone = useTimeZone();
  const update = useMutation(updateProvider(client));
  const { id, kind, version } = provider;
  return useEditing<SsoValues, UpdateBody<SamlConfigDto | OidcConfigDto>>({
    Dto: UpdateProviderDto,
    stored: valuesOf(provider, timeZone),
    toBody: (values) => toUpdate(kind, values, timeZone),
    save: async (body) => valuesOf(await update.mutateAsync({ id, version, body }), timeZone),
    refresh: () => client.refetchQueries({ queryKey: providerById(id).queryKey, exact: true }),
  });
}
