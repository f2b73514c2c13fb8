import { Button, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Total } from 'wardkeep/contracts';
import { useFormats } from '../lib/formats';
import type { Selection } from './use-selection';
import classes from './selection-bar.module.css';

type BarProps<T> = {
  readonly selection: Selection<T>;
  readonly total: Total;
  /** What can be done with them. */
  readonly children: ReactNode;
};

/** How many match, in words: exactly, or that it is more than was counted. */
function useTotalWords({ value, relation }: Total) {
  const { t } = useTranslation();
  const formatted = useFormats().number(value);
  return relation === 'exact' ? formatted : t('selection.moreThan', { number: formatted });
}

/** How many rows are chosen, over all pages, and what can be done with them; there while any are. */
export function SelectionBar<T>({ selection, total, children }: BarProps<T>) {
  const { t } = useTranslation();
  const format = useFormats();
  const all = useTotalWords(total);
  const { rows, isAll, page } = selection;
  if (rows.size === 0 && !isAll) return null;
  const isMore = total.relation === 'atLeast' || total.value > rows.size;
  return (
    <section className={classes.bar} aria-label={t('selection.label')}>
      <p className={classes.count} role="status">
        {isAll ? t('selection.all', { all }) : t('selection.count', { count: rows.size, n: format.number(rows.size) })}
      </p>
      {!isAll && page === 'all' && isMore && (
        <Button variant="subtle" size="compact-sm" onClick={selection.selectAll}>
          {t('selection.selectAll', { all })}
        </Button>
      )}
      <div className={classes.actions}>{children}</div>
      <CloseButton aria-label={t('selection.clear')} title={t('selection.clear')} onClick={selection.clear} />
    </section>
  );
}
