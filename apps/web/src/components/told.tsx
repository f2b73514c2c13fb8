import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './told.module.css';

export function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children ?? <span className="dimmed">{t('none')}</span>}</dd>
    </div>
  );
}

/** Settings as lines, one below the other. */
export function Entries({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.told}>{children}</dl>;
}

/** The same, for who may only see them. */
export function ToldEntries({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={classes.readOnly}>{t('form.readOnly')}</p>
      <Entries>{children}</Entries>
    </>
  );
}
