import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ProviderFailure } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { EmptyState } from '../../components/empty-state';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import { useMay } from '../../lib/session';
import { useProvider } from './use-provider';
import classes from './sso.module.css';

/** One refusal: in words for people, and exactly for whoever has to mend it. */
function Failure({ failure }: { readonly failure: ProviderFailure }) {
  const { t } = useTranslation('sso');
  const may = useMay();
  const { at, reference, reason, detail, subject, address, requestId } = failure;
  return (
    <li className={classes.failure}>
      <div className={classes.failureHead}>
        <h3>{t(`refusal.${reason}.short`)}</h3>
        <span className="dimmed">
          <TimeText at={at} />
        </span>
      </div>
      <p>{t(`refusal.${reason}.text`)}</p>
      {detail !== reason && <p className={classes.detail}>{detail}</p>}
      <p className={classes.failureFacts}>
        {subject !== null && <span>{t('failure.subject', { subject })}</span>}
        {address !== null && <span>{t('failure.address', { address })}</span>}
        <span className={classes.reference}>
          {t('failure.reference')} <code>{reference}</code>
          <CopyButton value={reference} label={t('failure.copy', { reference })} />
        </span>
        {requestId !== null && may('audit:read', 'domain') && (
          <Link to="/audit" search={{ requestId } as never}>
            {t('failure.audit')}
          </Link>
        )}
      </p>
    </li>
  );
}

/** The last sign-ins by it that failed. */
export function HistoryPage() {
  const { t } = useTranslation('sso');
  const provider = useProvider();
  if (!provider) return null;
  const { failures } = provider;
  if (failures.length === 0) {
    return <EmptyState icon={IconShieldCheck} title={t('failure.none')} text={t('failure.noneText')} />;
  }
  return (
    <Section title={t('failure.title', { count: failures.length })} lead={t('failure.lead')}>
      <ol className={classes.failures}>
        {failures.map((failure) => (
          <Failure key={failure.id} failure={failure} />
        ))}
      </ol>
    </Section>
  );
}
