import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_VERDICTS, type Import, type ImportRow, type ImportVerdict } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { useFormats } from '../../lib/formats';
import { useListState } from '../../lib/list-state';
import type { importSearch } from './import-search';
import { importRows } from './queries';
import { Outcome, RowDiff, VerdictMark, WhoOfRow } from './row-cells';
import classes from './imports.module.css';

type Search = ReturnType<typeof importSearch>;
type RowsProps = { readonly found: Import; readonly search: Search };

type ChipsProps = {
  readonly counts: Import['counts'];
  readonly chosen: ImportVerdict | undefined;
  readonly onChoose: (verdict: ImportVerdict | undefined) => void;
};

/** The counts, each of which shows only its own rows. */
function VerdictChips({ counts, chosen, onChoose }: ChipsProps) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  return (
    <div className={classes.chips} role="group" aria-label={t('rows.filter')}>
      {IMPORT_VERDICTS.map((verdict) => (
        <UnstyledButton
          key={verdict}
          className={classes.chip}
          data-verdict={verdict}
          aria-pressed={chosen === verdict}
          onClick={() => onChoose(chosen === verdict ? undefined : verdict)}
        >
          <strong className="numeric">{format.number(counts[verdict])}</strong>
          {t(`verdict.${verdict}`)}
        </UnstyledButton>
      ))}
    </div>
  );
}

const columnsOf = (t: TFunction<'imports'>, isApplied: boolean): readonly Column<ImportRow>[] => [
  { id: 'who', label: t('rows.user'), cell: (row) => <WhoOfRow row={row} /> },
  { id: 'line', label: t('rows.line'), align: 'end', width: '4.5rem', cell: ({ line }) => line },
  { id: 'verdict', label: t('rows.verdict'), width: '8rem', cell: (row) => <VerdictMark row={row} /> },
  { id: 'what', label: t('rows.what'), cell: (row) => <RowDiff row={row} /> },
  ...(isApplied
    ? [{ id: 'outcome', label: t('rows.outcome'), width: '9rem', cell: (row: ImportRow) => <Outcome row={row} /> }]
    : []),
];

/** The rows of the file, what is said of each, and what became of it. */
export function Rows({ found, search }: RowsProps) {
  const { t } = useTranslation('imports');
  const list = useListState<Search>(search, { sort: 'line' });
  const { cursor, limit } = list;
  const query = useQuery(importRows(found.id, { cursor, limit, ...(search.verdict && { verdict: search.verdict }) }));
  const isApplied = found.confirmedAt !== null;
  const columns = useMemo(() => columnsOf(t, isApplied), [t, isApplied]);
  return (
    <div className={classes.rows}>
      <ListTable
        name="import-rows"
        label={t('rows.label')}
        columns={columns}
        query={query}
        list={list}
        filters={
          <VerdictChips
            counts={found.counts}
            chosen={search.verdict}
            onChoose={(verdict) => list.filter({ verdict })}
          />
        }
        rowId={({ line }) => String(line)}
        empty={<EmptyState title={t('rows.none')} />}
      />
    </div>
  );
}
