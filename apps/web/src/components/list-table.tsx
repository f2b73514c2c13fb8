import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from 'wardkeep/contracts';
import type { ListState } from '../lib/list-state';
import { isProblem } from '../lib/problems';
import { DataTable, type Column, type Selecting } from './data-table';
import { ListFooter } from './list-footer';
import { ListFailed, ListFiltered, ListSkeleton } from './list-states';
import { ListToolbar } from './list-toolbar';
import { ForbiddenPage } from './page-states';
import { useColumns } from './use-columns';
import classes from './list.module.css';

type ListTableProps<T extends object> = {
  /** The list's name in the kept preferences, such as `users`. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly query: UseQueryResult<Page<T>>;
  readonly list: ListState;
  /** The text being searched; absent when the list has no search. */
  readonly search?: { readonly value: string; readonly label: string } | undefined;
  readonly filters?: ReactNode;
  readonly rowId: (row: T) => string;
  /** Keep it the same function between renders: rows are drawn again when it changes. */
  readonly actions?: (row: T) => ReactNode;
  /** Lets rows be chosen, for what is done to many. */
  readonly selecting?: Selecting<T>;
  /** What can be done with the chosen rows; below them while some are. */
  readonly bar?: ReactNode;
  /** Shown when there is nothing and no filter is set. */
  readonly empty: ReactNode;
};

function Body<T extends object>(props: ListTableProps<T> & { readonly visible: Readonly<Record<string, boolean>> }) {
  const { t } = useTranslation();
  const { query, list, rowId, label, columns, visible } = props;
  if (query.isPending) return <ListSkeleton />;
  const failed = query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return failed;
  const { items } = query.data;
  if (items.length === 0 && !list.hasPrevious) {
    return failed ?? (list.isFiltered ? <ListFiltered onClear={list.clear} /> : props.empty);
  }
  return (
    <>
      {failed}
      <DataTable
        label={label}
        columns={columns}
        visible={visible}
        rows={items}
        rowId={rowId}
        sort={list.sort}
        onSort={list.order}
        busy={query.isPlaceholderData}
        actions={props.actions}
        actionsLabel={t('list.actions')}
        selecting={props.selecting}
      />
      {props.bar}
      <ListFooter list={list} page={query.data} isBusy={query.isPlaceholderData} />
    </>
  );
}

/**
 * A list page's body in all its states: loading, rows, nothing yet, nothing that matches, failed, forbidden. Give the
 * query `placeholderData: keepPreviousData`, so that the old rows stay while others are fetched.
 */
export function ListTable<T extends object>(props: ListTableProps<T>) {
  const { name, columns, query, list, search, filters } = props;
  const { visible, show, reset } = useColumns(name, columns);
  if (isProblem(query.error) && query.error.problem.code === 'permission-missing') return <ForbiddenPage />;
  return (
    <>
      <ListToolbar
        list={list}
        search={search}
        filters={filters}
        columns={columns}
        visible={visible}
        onShow={show}
        onReset={reset}
      />
      <div className={classes.body} data-updating={(query.isFetching && !query.isPending) || undefined}>
        <Body {...props} visible={visible} />
      </div>
    </>
  );
}
