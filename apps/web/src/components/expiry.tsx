import { IconCertificate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../lib/formats';
import classes from './expiry.module.css';

const SOON_DAYS = 30;
/** Whether somebody had better see to it now. */
export const isSoon = (days: number) => days <= SOON_DAYS;
const toneOf = (days: number) => (days <= 0 ? 'danger' : isSoon(days) ? 'warn' : 'ok');

type CertificateProps = {
  readonly label: string;
  readonly subject: string;
  readonly detail: string;
  readonly validTo: string;
  readonly daysLeft: number;
};

/** For how long something still holds, in words and color. */
export function DaysLeft({ validTo, daysLeft }: Pick<CertificateProps, 'validTo' | 'daysLeft'>) {
  const { t } = useTranslation();
  const format = useFormats();
  const date = format.date(validTo);
  return (
    <span className={classes.days} data-tone={toneOf(daysLeft)}>
      {daysLeft > 0 ? t('expiry.left', { count: daysLeft, date }) : t('expiry.over', { date })}
    </span>
  );
}

/** A certificate, or what else runs out: which one, and for how long it holds. */
export function CertificateCard({ label, subject, detail, validTo, daysLeft }: CertificateProps) {
  return (
    <section className={classes.certificate} aria-label={label}>
      <IconCertificate size={20} aria-hidden="true" />
      <div>
        <h3>{subject}</h3>
        {detail !== subject && <p className="dimmed">{detail}</p>}
        <DaysLeft validTo={validTo} daysLeft={daysLeft} />
      </div>
    </section>
  );
}
