import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import classes from './data-table.module.css';

type SortHeaderProps = {
  readonly column: { readonly label: string; readonly sort?: string; readonly align?: 'end'; readonly width?: string };
  readonly sort: string;
  readonly onSort: (sort: string) => void;
};

/** A column's heading; pressing it sorts by the column, pressing again turns the order round. */
export function SortHeader({ column, sort, onSort }: SortHeaderProps) {
  const { label, sort: field, align, width } = column;
  const size = width ? { width } : undefined;
  if (!field) {
    return (
      <th scope="col" data-align={align} style={size}>
        {label}
      </th>
    );
  }
  const direction = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  const Arrow = direction === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" aria-sort={direction} data-align={align} style={size}>
      <UnstyledButton
        className={classes.sort}
        data-sorted={direction !== 'none' || undefined}
        onClick={() => onSort(direction === 'ascending' ? `-${field}` : field)}
      >
        {label}
        <Arrow size={14} aria-hidden="true" className={classes.arrow} />
      </UnstyledButton>
    </th>
  );
}
