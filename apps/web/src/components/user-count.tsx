import { useTranslation } from 'react-i18next';
import { LIMITS } from 'wardkeep/contracts';
import { useFormats } from '../lib/formats';

/** How many users something has; beyond what is counted, that there are more. */
export function UserCount({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  const format = useFormats();
  const formatted = format.number(Math.min(count, LIMITS.countedRows));
  return <span className="numeric">{count > LIMITS.countedRows ? t('list.atLeast', { formatted }) : formatted}</span>;
}
