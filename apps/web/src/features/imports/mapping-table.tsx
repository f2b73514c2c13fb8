import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { READ_COLUMNS, type ImportColumn } from 'wardkeep/contracts';
import type { CsvHead } from '../../lib/csv-head';
import type { ColumnChoice } from './use-import-draft';
import classes from './imports.module.css';

type MappingProps = {
  readonly head: CsvHead;
  readonly choices: readonly ColumnChoice[];
  readonly onChoose: (index: number, choice: ColumnChoice) => void;
};

const OUT = 'out';
const shown = (choice: ColumnChoice) => (choice === undefined ? '' : (choice ?? OUT));
const chosen = (value: string): ColumnChoice => {
  if (value === OUT) return null;
  return value === '' ? undefined : (value as ImportColumn);
};

/** Which column of the file is which field; a header that says nothing to us has to be decided. */
export function MappingTable({ head, choices, onChoose }: MappingProps) {
  const { t } = useTranslation('imports');
  const taken = new Set(choices);
  const options = (own: ColumnChoice) => [
    { value: '', label: t('mapping.choose'), disabled: true },
    { value: OUT, label: t('mapping.out') },
    ...READ_COLUMNS.map((column) => ({
      value: column,
      label: t(`column.${column}`),
      disabled: taken.has(column) && column !== own,
    })),
  ];
  return (
    <table className={classes.mapping}>
      <caption className="visually-hidden">{t('mapping.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('mapping.header')}</th>
          <th scope="col">{t('mapping.sample')}</th>
          <th scope="col">{t('mapping.field')}</th>
        </tr>
      </thead>
      <tbody>
        {head.headers.map((header, index) => (
          <tr key={`${String(index)}-${header}`} data-open={choices[index] === undefined || undefined}>
            <th scope="row">{header || t('mapping.unnamed', { number: index + 1 })}</th>
            <td className="dimmed truncate">{head.samples[index]?.slice(0, 2).join(' · ')}</td>
            <td>
              <NativeSelect
                size="xs"
                aria-label={t('mapping.for', { header: header || String(index + 1) })}
                value={shown(choices[index])}
                data={options(choices[index])}
                error={choices[index] === undefined && t('mapping.unknown')}
                onChange={(event) => onChoose(index, chosen(event.currentTarget.value))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
