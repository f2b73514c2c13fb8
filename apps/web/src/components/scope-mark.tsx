import { useTranslation } from 'react-i18next';
import type { Scope } from 'wardkeep/contracts';
import classes from './access.module.css';

/** How far a permission reaches, in a word; wider scopes are darker. Nothing to see where there is none. */
export function ScopeMark({ scope }: { readonly scope: Scope | undefined }) {
  const { t } = useTranslation('access');
  if (scope === undefined) return <span className="visually-hidden">{t('scope.none')}</span>;
  return (
    <span className={classes.scope} data-scope={scope}>
      {t(`scope.${scope}`)}
    </span>
  );
}
