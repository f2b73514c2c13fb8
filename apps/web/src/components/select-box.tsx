import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnSelect } from './use-selection';
import classes from './data-table.module.css';

const STEPS: Readonly<Record<string, 'nextElementSibling' | 'previousElementSibling'>> = {
  ArrowDown: 'nextElementSibling',
  ArrowUp: 'previousElementSibling',
};

const isShifted = (event: Event) => event instanceof MouseEvent && event.shiftKey;

/** The arrow keys go from box to box, and with Shift they take the rows along. */
function walk(event: KeyboardEvent<HTMLInputElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const box = event.currentTarget.closest('tr')?.[step]?.querySelector<HTMLInputElement>('input[type=checkbox]');
  box?.focus();
  if (event.shiftKey && box) {
    box.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));
  }
}

type RowBoxProps = {
  readonly id: string;
  readonly name: string;
  readonly isSelected: boolean;
  readonly onSelect: OnSelect;
  readonly onClear: () => void;
};

/** Chooses a row; with Shift, all from the row chosen before. */
export function RowBox({ id, name, isSelected, onSelect, onClear }: RowBoxProps) {
  const { t } = useTranslation();
  return (
    <label className={classes.box}>
      <input
        type="checkbox"
        aria-label={t('selection.row', { name })}
        checked={isSelected}
        onChange={({ currentTarget, nativeEvent }) => onSelect(id, currentTarget.checked, isShifted(nativeEvent))}
        onKeyDown={(event) => (event.key === 'Escape' ? onClear() : walk(event))}
      />
    </label>
  );
}

type PageBoxProps = { readonly state: 'none' | 'some' | 'all'; readonly onSelect: (on: boolean) => void };

/** Chooses all rows of the page. */
export function PageBox({ state, onSelect }: PageBoxProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <label className={classes.box}>
      <input
        ref={box}
        type="checkbox"
        aria-label={t('selection.page')}
        checked={state === 'all'}
        onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
      />
    </label>
  );
}
