import { useTranslation } from 'react-i18next';
import { useKeys } from '../lib/keys';
import type { ListState } from '../lib/list-state';

type Pages = {
  readonly list: ListState;
  readonly nextCursor: string | null;
  /** The rows are still those of the page before. */
  readonly isBusy: boolean;
};

/** The row goes with its page: the focus stays with the table. */
function leaveRow(): void {
  const row = document.activeElement?.closest('tbody tr');
  row?.closest<HTMLElement>('[role=region]')?.focus({ preventScroll: true });
}

/** The keys that turn pages, one for each press. */
export function usePageKeys({ list, nextCursor, isBusy }: Pages): void {
  const { t } = useTranslation();
  const turn = (go: () => void) => (event: KeyboardEvent) => {
    if (event.repeat) return;
    leaveRow();
    go();
  };
  useKeys([
    {
      key: '[',
      label: t('keys.previousPage'),
      when: () => list.hasPrevious && !isBusy,
      run: turn(list.previous),
    },
    {
      key: ']',
      label: t('keys.nextPage'),
      when: () => nextCursor !== null && !isBusy,
      run: turn(() => list.next(nextCursor ?? '')),
    },
  ]);
}
