import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys, type KeyAction } from '../lib/keys';
import type { Selection } from './use-selection';

type Way = 'nextElementSibling' | 'previousElementSibling';

/** What of a table keys are for, found in the document: rows come and go without React telling anybody. */
class Rows {
  constructor(private readonly table: RefObject<HTMLElement | null>) {}

  first(): Element | null {
    return this.table.current?.querySelector('tbody tr') ?? null;
  }

  /** The row that has the focus. */
  focused(): Element | null {
    const row = document.activeElement?.closest('tbody tr') ?? null;
    return this.table.current?.contains(row) ? row : null;
  }

  isOnLink(): boolean {
    const row = this.focused();
    return row !== null && openerOf(row) === document.activeElement;
  }

  step(way: Way): void {
    const row = this.focused();
    openerOf(row ? row[way] : this.first())?.focus();
  }
}

const openerOf = (row: Element | null) => row?.querySelector<HTMLElement>('th :is(a, button)') ?? null;
const boxOf = (row: Element | null) => row?.querySelector<HTMLInputElement>('input[type=checkbox]') ?? null;
const menuOf = (row: Element | null) => row?.querySelector<HTMLElement>('button[aria-haspopup=menu]') ?? null;

/** The keys of a table: from row to row, and what a row can do. */
export function useRowKeys<T>(table: RefObject<HTMLElement | null>, selection: Selection<T> | undefined): void {
  const { t } = useTranslation();
  const rows = new Rows(table);
  const isTold = () => openerOf(rows.first()) !== null;
  const when = () => rows.isOnLink();
  const step = (key: string, way: Way): KeyAction => ({
    key,
    label: t(way === 'nextElementSibling' ? 'keys.nextRow' : 'keys.previousRow'),
    isTold,
    run: () => rows.step(way),
  });
  const choose = ({ shiftKey }: { readonly shiftKey: boolean }) =>
    boxOf(rows.focused())?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey }));
  useKeys([
    step('j', 'nextElementSibling'),
    { ...step('ArrowDown', 'nextElementSibling'), when },
    step('k', 'previousElementSibling'),
    { ...step('ArrowUp', 'previousElementSibling'), when },
    { key: 'Enter', label: t('keys.openRow'), isTold },
    {
      key: '.',
      label: t('keys.rowMenu'),
      isTold: () => menuOf(rows.first()) !== null,
      when: () => menuOf(rows.focused()) !== null,
      run: () => menuOf(rows.focused())?.click(),
    },
    ...(selection
      ? [
          { key: ' ', label: t('keys.selectRow'), isTold, when, run: choose },
          {
            key: 'Escape',
            label: t('selection.clear'),
            when: () => selection.isAll || selection.rows.size > 0,
            run: selection.clear,
          },
        ]
      : []),
  ]);
}
