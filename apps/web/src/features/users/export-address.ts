import type { ExportFormat } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { workingDomain } from '../../lib/working-domain';
import type { Whom } from './bulk';

type Asked = { readonly format: ExportFormat; readonly isSensitive: boolean; readonly reason: string };

function queryOf({ ids, filter }: Whom, { format, isSensitive, reason }: Asked) {
  return {
    format,
    ...(isSensitive && { includeSensitive: 'true' as const }),
    ...(ids && { ids: ids.join(',') }),
    ...filter,
    ...(isSensitive && reason !== '' && { reason }),
  };
}

/** Fails as the file would: a link that is refused shows nobody why. */
export async function askForExport(whom: Whom, asked: Asked): Promise<void> {
  const response = await api.users.export({ ...queryOf(whom, asked), dryRun: 'true' });
  await response.body?.cancel();
}

/** Where the file is; what other requests say in headers stands in the address, since a link has none. */
export function exportAddress(whom: Whom, asked: Asked): string {
  const all = { ...queryOf(whom, asked), domain: workingDomain() ?? undefined };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `/api/v1/users/export?${query.toString()}`;
}
