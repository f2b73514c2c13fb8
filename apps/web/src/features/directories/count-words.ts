import { useTranslation } from 'react-i18next';
import type { SyncChangeKind, SyncCounts } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';

/** Counts of a run as sentences and as short words. */
export function useCountWords() {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const withNumber = (key: string, count: number) => t(key, { count, number: format.number(count) });
  return {
    /** “12 users are added”. */
    lineOf: (kind: SyncChangeKind, count: number) => withNumber(`count.${kind}`, count),
    /** “+12”, for a column. */
    shortOf: (counts: SyncCounts) =>
      (['create', 'update', 'disable', 'reenable', 'skip'] as const)
        .filter((kind) => counts[kind] > 0)
        .map((kind) => ({ kind, text: withNumber(`countShort.${kind}`, counts[kind]) })),
  };
}
