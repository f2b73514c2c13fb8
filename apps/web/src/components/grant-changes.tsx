import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GrantChange, Scope } from 'wardkeep/contracts';
import { usePermissionWords } from '../lib/permission-words';
import { ScopeMark } from './scope-mark';
import classes from './access.module.css';

const KINDS = ['added', 'widened', 'narrowed', 'removed'] as const;

function Reach({ scope }: { readonly scope: Scope | null }) {
  const { t } = useTranslation('access');
  return scope === null ? <span>{t('noAccess')}</span> : <ScopeMark scope={scope} />;
}

/** Which permissions come, go, or reach further or less far: by word and color. */
export function GrantChanges({ changes }: { readonly changes: readonly GrantChange[] }) {
  const { t } = useTranslation('access');
  const wordsOf = usePermissionWords();
  if (changes.length === 0) return <p className="dimmed">{t('changes.none')}</p>;
  const counted = KINDS.map((kind) => ({ kind, count: changes.filter(({ change }) => change === kind).length }));
  return (
    <div className={classes.changes}>
      <ul className={classes.summary}>
        {counted.map(
          ({ kind, count }) =>
            count > 0 && (
              <li key={kind} data-change={kind}>
                {t(`changes.summary.${kind}`, { count })}
              </li>
            ),
        )}
      </ul>
      <div role="region" aria-label={t('changes.caption')} tabIndex={0} className={classes.scroll}>
        <ul className={classes.list}>
          {changes.map(({ permission, before, after, change }) => (
            <li key={permission}>
              <span className={classes.kind} data-change={change}>
                {t(`change.${change}`)}
              </span>
              <span>{wordsOf(permission)}</span>
              <span className={classes.from}>
                <Reach scope={before} />
                <IconArrowRight size={14} aria-hidden="true" />
                <Reach scope={after} />
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
