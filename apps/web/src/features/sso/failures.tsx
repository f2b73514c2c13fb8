import { useTranslation } from 'react-i18next';
import type { ProviderFailure } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import classes from './sso.module.css';

/** The newest refusal at a glance. */
export function LastFailure({ failure }: { readonly failure: Pick<ProviderFailure, 'at' | 'reason'> | null }) {
  const { t } = useTranslation('sso');
  if (failure === null) return <span className="dimmed">{t('common:none')}</span>;
  return (
    <span className={classes.soonest}>
      <span>{t(`refusal.${failure.reason}.short`)}</span>
      <span className="dimmed">
        <TimeText at={failure.at} relative />
      </span>
    </span>
  );
}
