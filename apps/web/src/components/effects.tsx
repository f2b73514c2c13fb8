import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DryRun } from 'wardkeep/contracts';
import { problemText } from '../lib/problems';
import classes from './confirm-dialog.module.css';

/** The field for the reason says that itself. */
const isNews = (warning: string) => warning !== 'reason-required';

/** What a dry run found: what ends, and what the server warns about. */
export function Effects({ query }: { readonly query: UseQueryResult<DryRun | null> }) {
  const { t } = useTranslation();
  const found = query.data;
  const lines = found && [
    ...(found.endsSessions > 0 ? [t('confirm.endsSessions', { count: found.endsSessions })] : []),
    ...(found.endsTokens > 0 ? [t('confirm.endsTokens', { count: found.endsTokens })] : []),
    ...found.warnings.filter(isNews).map((warning) => t(`confirm.warnings.${warning}`, { defaultValue: warning })),
  ];
  return (
    <section className={classes.effects} aria-live="polite" aria-busy={query.isPending}>
      <h3>{t('confirm.effects')}</h3>
      {query.isPending && <p className="dimmed">{t('confirm.checking')}</p>}
      {query.error && <p>{problemText(query.error)}</p>}
      {lines &&
        (lines.length > 0 ? (
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : (
          <p className="dimmed">{t('confirm.noEffects')}</p>
        ))}
    </section>
  );
}
