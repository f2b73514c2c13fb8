import { useTranslation } from 'react-i18next';
import type { Expiring } from 'wardkeep/contracts';
import { CertificateCard, DaysLeft, isSoon } from '../../components/expiry';
import layout from '../../components/layout.module.css';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import classes from './sso.module.css';

export const soonestOf = (expiring: readonly Expiring[]) => [...expiring].sort((a, b) => a.daysLeft - b.daysLeft)[0];

/** What has to be replaced first, and for how long it still holds. */
export function Soonest({ first }: { readonly first: Expiring | null }) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  if (!first) return <span className="dimmed">{t('expiring.nothing')}</span>;
  const { what, expiresAt, daysLeft } = first;
  return (
    <span className={classes.soonest}>
      <span>{t(`expiring.what.${what}`)}</span>
      {isSoon(daysLeft) ? (
        <DaysLeft validTo={expiresAt} daysLeft={daysLeft} />
      ) : (
        <span className="dimmed nowrap">{t('expiring.until', { date: format.date(expiresAt) })}</span>
      )}
    </span>
  );
}

/** Everything that somebody has to replace in time. */
function ExpiringList({ expiring }: { readonly expiring: readonly Expiring[] }) {
  const { t } = useTranslation('sso');
  return expiring.map(({ what, name, expiresAt, daysLeft }) => (
    <CertificateCard
      key={`${what} ${name}`}
      label={t(`expiring.what.${what}`)}
      subject={t(`expiring.what.${what}`)}
      detail={name}
      validTo={expiresAt}
      daysLeft={daysLeft}
    />
  ));
}

export function ExpiringSection({ expiring }: { readonly expiring: readonly Expiring[] }) {
  const { t } = useTranslation('sso');
  if (expiring.length === 0) return null;
  return (
    <Section title={t('part.expiring')} lead={t('expiring.lead')}>
      <div className={layout.stack}>
        <ExpiringList expiring={expiring} />
      </div>
    </Section>
  );
}
