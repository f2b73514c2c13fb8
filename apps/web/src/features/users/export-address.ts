import type { ExportFormat } from 'wardkeep/contracts';
import { workingDomain } from '../../lib/working-domain';
import type { Whom } from './bulk';

type Asked = { readonly format: ExportFormat; readonly isSensitive: boolean; readonly reason: string };

/** Where the file is; what other requests say in headers stands in the address, since a link has none. */
export function exportAddress({ ids, filter }: Whom, { format, isSensitive, reason }: Asked): string {
  const asked = {
    format,
    includeSensitive: isSensitive ? 'true' : undefined,
    ids: ids?.join(','),
    ...filter,
    reason: isSensitive && reason ? reason : undefined,
    domain: workingDomain() ?? undefined,
  };
  const given = Object.entries(asked).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return `/api/v1/users/export?${query.toString()}`;
}
