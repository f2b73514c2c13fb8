import {
  columnVisibilityFeature,
  type Row as TableRow,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from '@tanstack/react-table';
import { memo, useMemo, useRef, type ReactNode } from 'react';
import { PageBox, RowBox } from './select-box';
import { SortHeader } from './sort-header';
import { useRowKeys } from './use-row-keys';
import type { OnSelect, Selection } from './use-selection';
import classes from './data-table.module.css';

/** A column of a list. The first one is the row's header: put its only link there. */
export type Column<T> = {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: T) => ReactNode;
  /** The field the API sorts by. */
  readonly sort?: string;
  /** Not shown until chosen in the column menu. */
  readonly hidden?: boolean;
  readonly align?: 'end';
  /** Any CSS length; the others share what is left. */
  readonly width?: string;
};

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature });
type Features = typeof features;
type Rows<T extends object> = TableRow<Features, T>;

/** The boxes before the rows, and what a row is called beside its box. */
export type Selecting<T> = { readonly selection: Selection<T>; readonly nameOf: (row: T) => string };

type DataTableProps<T extends object> = {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly visible: Readonly<Record<string, boolean>>;
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly busy: boolean;
  /** A shared menu for the row; the last, nameless column. */
  readonly actions?: ((row: T) => ReactNode) | undefined;
  readonly actionsLabel: string;
  readonly selecting?: Selecting<T> | undefined;
};

type RowProps<T extends object> = {
  readonly row: Rows<T>;
  readonly shown: readonly Column<T>[];
  readonly actions: ((row: T) => ReactNode) | undefined;
  readonly name: string | undefined;
  readonly isSelected: boolean;
  readonly onSelect: OnSelect | undefined;
  readonly onClear: (() => void) | undefined;
};

function PlainRow<T extends object>({ row, shown, actions, name, isSelected, onSelect, onClear }: RowProps<T>) {
  return (
    <tr data-selected={isSelected || undefined}>
      {onSelect && onClear && (
        <td className={classes.select}>
          <RowBox id={row.id} name={name ?? row.id} isSelected={isSelected} onSelect={onSelect} onClear={onClear} />
        </td>
      )}
      {shown.map((column, index) => {
        const content = column.cell(row.original);
        return index === 0 ? (
          <th key={column.id} scope="row" className={classes.head}>
            {content}
          </th>
        ) : (
          <td key={column.id} data-label={column.label} data-align={column.align}>
            {content}
          </td>
        );
      })}
      {actions && <td className={classes.actions}>{actions(row.original)}</td>}
    </tr>
  );
}

const Row = memo(
  PlainRow,
  (a, b) =>
    a.row.original === b.row.original &&
    a.shown === b.shown &&
    a.actions === b.actions &&
    a.isSelected === b.isSelected,
) as typeof PlainRow;

const sortingOf = (sort: string) => [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }];

type HeadProps<T extends object> = DataTableProps<T> & { readonly shown: readonly Column<T>[] };

function Head<T extends object>({ shown, sort, onSort, actions, actionsLabel, selecting }: HeadProps<T>) {
  const selection = selecting?.selection;
  return (
    <thead>
      <tr>
        {selection && (
          <td className={classes.select}>
            <PageBox state={selection.page} onSelect={selection.selectPage} />
          </td>
        )}
        {shown.map((column) => (
          <SortHeader key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
        {actions && (
          <th scope="col" className={classes.actions}>
            <span className="visually-hidden">{actionsLabel}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, rows, rowId, sort, visible, actions, selecting } = props;
  const selection = selecting?.selection;
  const frame = useRef<HTMLDivElement>(null);
  useRowKeys(frame, selection);
  const definitions = useMemo(
    () => columns.map(({ id, label }): ColumnDef<Features, T> => ({ id, header: label, enableHiding: true })),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    manualSorting: true,
    state: { columnVisibility: visible, sorting: sortingOf(sort) },
  });
  const shownIds = table
    .getVisibleLeafColumns()
    .map((column) => column.id)
    .join(' ');
  const shown = useMemo(() => {
    const ids = new Set(shownIds.split(' '));
    return columns.filter(({ id }) => ids.has(id));
  }, [columns, shownIds]);

  return (
    <div
      ref={frame}
      className={classes.frame}
      role="region"
      aria-label={props.label}
      tabIndex={0}
      data-busy={props.busy || undefined}
    >
      <table className={classes.table} aria-busy={props.busy}>
        <caption className="visually-hidden">{props.label}</caption>
        <Head shown={shown} {...props} />
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <Row
              key={row.id}
              row={row}
              shown={shown}
              actions={actions}
              name={selecting?.nameOf(row.original)}
              isSelected={selection?.has(row.id) ?? false}
              onSelect={selection?.onSelect}
              onClear={selection?.clear}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
