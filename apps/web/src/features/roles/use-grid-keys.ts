import { useState, type FocusEvent, type KeyboardEvent } from 'react';

/** Where the one Tab stop of a grid is. */
export type Spot = { readonly row: string; readonly col: number };

const CELL = '[data-col]';
const colOf = (element: Element) => Number(element.getAttribute('data-col'));

function rowsOf(element: Element): HTMLElement[] {
  const grid = element.closest('[role=grid]');
  return [...(grid?.querySelectorAll<HTMLElement>('tr[data-row]') ?? [])];
}

const cellsOf = (row: Element | undefined): HTMLElement[] => [...(row?.querySelectorAll<HTMLElement>(CELL) ?? [])];

/** The next row in a direction that has something in the column. */
function vertical(from: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const rows = rowsOf(from);
  const start = rows.findIndex((row) => row.contains(from));
  for (let at = start + step; at >= 0 && at < rows.length; at += step) {
    const found = cellsOf(rows[at]).find((cell) => colOf(cell) === colOf(from));
    if (found) return found;
  }
  return undefined;
}

function horizontal(from: HTMLElement, to: 'next' | 'previous' | 'first' | 'last'): HTMLElement | undefined {
  const cells = cellsOf(from.closest('tr') ?? undefined);
  const at = cells.indexOf(from);
  return { next: cells[at + 1], previous: cells[at - 1], first: cells[0], last: cells.at(-1) }[to];
}

function target(event: KeyboardEvent, from: HTMLElement): HTMLElement | undefined {
  const isEdge = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'ArrowDown':
      return vertical(from, 1);
    case 'ArrowUp':
      return vertical(from, -1);
    case 'ArrowRight':
      return horizontal(from, 'next');
    case 'ArrowLeft':
      return horizontal(from, 'previous');
    case 'Home':
      return isEdge ? cellsOf(rowsOf(from)[0])[0] : horizontal(from, 'first');
    case 'End':
      return isEdge ? cellsOf(rowsOf(from).at(-1)).at(-1) : horizontal(from, 'last');
    default:
      return undefined;
  }
}

/** Arrows, Home and End walk through the cells of a grid, which is one stop of the Tab key. */
export function useGridKeys() {
  const [spot, setSpot] = useState<Spot | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).closest<HTMLElement>(CELL);
    const to = from && target(event, from);
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  const onFocus = (event: FocusEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>(CELL);
    const row = cell?.closest('tr')?.getAttribute('data-row');
    if (cell && row) setSpot({ row, col: colOf(cell) });
  };
  return { spot, handlers: { onKeyDown, onFocus } };
}
