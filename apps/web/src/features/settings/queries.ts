import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { SettingsPreview, UpdateSettingsDto } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { meQuery } from '../../lib/session';

/** Whose settings: the system's (null), or those of a Domain. */
export type Whose = string | null;

const HISTORY = 30;

export const settingsOf = (whose: Whose) =>
  queryOptions({
    queryKey: ['settings', 'values', whose],
    queryFn: ({ signal }) => (whose === null ? api.settings.get({ signal }) : api.settings.ofDomain(whose, { signal })),
  });

export const settingsHistory = queryOptions({
  queryKey: ['settings', 'history'],
  queryFn: ({ signal }) => api.auditEvents.list({ type: 'settings.updated', limit: HISTORY }, { signal }),
});

type Update = {
  readonly body: UpdateSettingsDto;
  readonly version: number;
  readonly reason: string | undefined;
};

/** Beside the settings: the rules for new passwords, which come with the caller's account. */
export const updateSettings = (client: QueryClient, whose: Whose) =>
  mutationOptions({
    mutationFn: ({ body, version, reason }: Update) =>
      whose === null
        ? api.settings.update(body, version, { reason })
        : api.settings.updateOfDomain(whose, body, version, { reason }),
    onSuccess: (saved) => {
      client.setQueryData(settingsOf(whose).queryKey, saved);
      return Promise.all([
        client.invalidateQueries({ queryKey: ['settings'] }),
        client.invalidateQueries({ queryKey: ['audit'] }),
        client.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }),
      ]);
    },
  });

/** Whom a change would concern. Refused as the change itself would be. */
export async function rehearse(whose: Whose, body: UpdateSettingsDto, version: number): Promise<SettingsPreview> {
  if (whose === null) {
    await api.dryRun.settings.update(body, version);
    return api.settings.preview(body);
  }
  await api.dryRun.settings.updateOfDomain(whose, body, version);
  return api.settings.previewOfDomain(whose, body);
}
