import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './attribute-rows.module.css';

type AttributeRowProps = {
  readonly label: string;
  readonly description?: string;
  /** Names that are known, to choose from. */
  readonly known: readonly string[];
  /** What it is in a real example; null: missing there; absent: there is no example. */
  readonly sample?: string | null;
  readonly input: AutocompleteProps;
};

/** A field of a user, which attribute it is read from, and what that is in an example. */
export function AttributeRow({ label, description, known, sample, input }: AttributeRowProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.attribute}>
      <Autocomplete
        label={label}
        description={description}
        classNames={{ input: 'mono' }}
        autoCapitalize="none"
        spellCheck={false}
        data={[...known]}
        withScrollArea={false}
        comboboxProps={{ shadow: 'md' }}
        {...input}
      />
      {sample !== undefined && (
        <p className={classes.sampleCell}>
          <span className="visually-hidden">{t('sample.value', { field: label })}</span>
          {sample === null ? (
            <span className={classes.missing}>{t('sample.missing')}</span>
          ) : (
            <span className={classes.sample}>{sample}</span>
          )}
        </p>
      )}
    </div>
  );
}

type AttributeRowsProps = {
  /** Whose values the samples are. */
  readonly from: string | null;
  readonly children: ReactNode;
};

export function AttributeRows({ from, children }: AttributeRowsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.attributes}>
      {from !== null && (
        <p className={classes.sampleHead}>
          <span className="dimmed">{t('sample.from')}</span> <code>{from}</code>
        </p>
      )}
      {children}
    </div>
  );
}
