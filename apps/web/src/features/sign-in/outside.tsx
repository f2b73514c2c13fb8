import { useEffect, useRef, type ReactNode } from 'react';
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
  readonly wide?: boolean;
  readonly children?: ReactNode;
};

let shown: string | null = null;

/** From the second page of this document on, its heading takes the focus, unless a field of the page has it. */
function useHeadingFocus(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isNew = shown !== null && shown !== title;
    shown = title;
    if (isNew && !document.querySelector('main :focus')) heading.current?.focus();
  }, [title]);
  return heading;
}

/** The frame of every page without a session. */
export function Outside({ title, lead, banner, wide = false, children }: OutsideProps) {
  const { t } = useTranslation('sign-in');
  useTitle(title);
  const heading = useHeadingFocus(title);
  return (
    <div className={classes.page}>
      {banner && <BannerStrip banner={banner} />}
      <div className={classes.middle} data-wide={wide || undefined}>
        <header className={classes.brand}>
          <Wordmark size="lg" />
          <p className="dimmed">{t('lead')}</p>
        </header>
        <main className={classes.card}>
          <div className={classes.heading}>
            <h1 tabIndex={-1} ref={heading}>
              {title}
            </h1>
            {lead && <p className="dimmed">{lead}</p>}
          </div>
          {children}
        </main>
      </div>
    </div>
  );
}
