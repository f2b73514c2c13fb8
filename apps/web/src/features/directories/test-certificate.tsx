import { IconCertificate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LdapTestResult } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import classes from './directories.module.css';

const SOON_DAYS = 30;

type Certificate = NonNullable<LdapTestResult['certificate']>;

const toneOf = (days: number) => (days <= 0 ? 'danger' : days <= SOON_DAYS ? 'warn' : 'ok');

/** Whose certificate the directory showed, and for how long it holds. */
export function TestCertificate({ certificate }: { readonly certificate: Certificate }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const { subject, issuer, validTo, daysLeft } = certificate;
  const date = format.date(validTo);
  const words = daysLeft > 0 ? t('certificate.left', { count: daysLeft, date }) : t('certificate.over', { date });
  return (
    <section className={classes.certificate} aria-label={t('certificate.title')}>
      <IconCertificate size={20} aria-hidden="true" />
      <div>
        <h3>{subject}</h3>
        <p className="dimmed">{t('certificate.issuer', { issuer })}</p>
        <p className={classes.days} data-tone={toneOf(daysLeft)}>
          {words}
        </p>
      </div>
    </section>
  );
}
