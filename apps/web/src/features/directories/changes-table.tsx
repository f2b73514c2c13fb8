import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SYNC_CHANGE_KINDS, type SyncChange, type SyncChangeKind, type SyncRun } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { useFormats } from '../../lib/formats';
import { useListState } from '../../lib/list-state';
import { ChangeResult, Diff, KindMark } from './change-cells';
import { changesPage } from './queries';
import classes from './directories.module.css';

export type ChangesSearch = {
  readonly kind?: SyncChangeKind | undefined;
  readonly sort?: 'position' | undefined;
  readonly size?: '25' | '50' | '100' | undefined;
  readonly cursor?: string | undefined;
};

type ChangesProps = { readonly providerId: string; readonly run: SyncRun; readonly search: ChangesSearch };
type Choose = (kind: SyncChangeKind | undefined) => void;
type ChipsProps = { readonly run: SyncRun; readonly chosen: SyncChangeKind | undefined; readonly onChoose: Choose };

/** The counts, each of which shows only its own rows. */
function KindChips({ run, chosen, onChoose }: ChipsProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  return (
    <div className={classes.chips} role="group" aria-label={t('changes.filter')}>
      {SYNC_CHANGE_KINDS.map((kind) => (
        <UnstyledButton
          key={kind}
          className={classes.chip}
          data-kind={kind}
          aria-pressed={chosen === kind}
          onClick={() => onChoose(chosen === kind ? undefined : kind)}
        >
          <strong className="numeric">{format.number(run.counts[kind])}</strong>
          {t(`kind.${kind}`)}
        </UnstyledButton>
      ))}
      <span className={classes.unchanged}>
        <strong className="numeric">{format.number(run.counts.unchanged)}</strong> {t('kind.unchanged')}
      </span>
    </div>
  );
}

function Who({ change }: { readonly change: SyncChange }) {
  const { t } = useTranslation('directories');
  const name = change.username ?? t('changes.noUsername');
  return (
    <span className={classes.who}>
      {change.userId ? (
        <Link to="/users/$id" params={{ id: change.userId }}>
          {name}
        </Link>
      ) : (
        <strong>{name}</strong>
      )}
      <span className={classes.rowDn} title={change.dn ?? undefined}>
        {change.dn}
      </span>
    </span>
  );
}

const columnsOf = (t: TFunction<'directories'>, mode: SyncRun['mode']): readonly Column<SyncChange>[] => [
  { id: 'who', label: t('changes.who'), width: '34%', cell: (change) => <Who change={change} /> },
  { id: 'kind', label: t('changes.kind'), width: '9rem', cell: ({ kind }) => <KindMark kind={kind} /> },
  { id: 'diff', label: t('changes.what'), cell: (change) => <Diff change={change} /> },
  ...(mode === 'apply'
    ? [{ id: 'result', label: t('changes.result'), cell: (change: SyncChange) => <ChangeResult change={change} /> }]
    : []),
];

/** What a run would change, or changed, one user a row. */
export function ChangesTable({ providerId, run, search }: ChangesProps) {
  const { t } = useTranslation('directories');
  const list = useListState<ChangesSearch>(search, { sort: 'position' });
  const { cursor, limit } = list;
  const query = useQuery(
    changesPage(providerId, run.id, { cursor, limit, ...(search.kind && { kind: [search.kind] }) }),
  );
  const columns = useMemo(() => columnsOf(t, run.mode), [t, run.mode]);
  return (
    <div className={classes.changes}>
      <ListTable
        name="directory-changes"
        label={t('changes.title')}
        columns={columns}
        query={query}
        list={list}
        filters={<KindChips run={run} chosen={search.kind} onChoose={(kind) => list.filter({ kind })} />}
        rowId={({ position }) => String(position)}
        empty={<EmptyState title={t('changes.noneTitle')} text={t('changes.noneText')} />}
      />
    </div>
  );
}
