import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Banner } from 'wardkeep/contracts';
import { BannerStrip } from '../../components/banner-strip';
import { Wordmark } from '../../components/wordmark';
import { useTitle } from '../../lib/titles';
import classes from './outside.module.css';

type OutsideProps = {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly banner?: Banner | null;
  readonly children?: ReactNode;
};

/** The frame of every page without a session. */
export function Outside({ title, lead, banner, children }: OutsideProps) {
  const { t } = useTranslation('sign-in');
  useTitle(title);
  return (
    <div className={classes.page}>
      {banner && <BannerStrip banner={banner} />}
      <div className={classes.middle}>
        <header className={classes.brand}>
          <Wordmark size="lg" />
          <p className="dimmed">{t('lead')}</p>
        </header>
        <main className={classes.card}>
          <div className={classes.heading}>
            <h1 tabIndex={-1}>{title}</h1>
            {lead && <p className="dimmed">{lead}</p>}
          </div>
          {children}
        </main>
      </div>
    </div>
  );
}
