import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Query } from 'wardkeep/client';
import type { BulkAction, Job, Total, User, UserFiltersDto } from 'wardkeep/contracts';
import { useSelection, type Selection } from '../../components/use-selection';
import { useMay } from '../../lib/session';
import { BulkBar, useBulkActions, type AskBulk } from './bulk-bar';
import { whomOf, type Whom } from './bulk';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog')).BulkDialog }));
const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog')).ExportDialog }));

type Listed = {
  /** Which list it is: another filter is another list. */
  readonly filter: Query<UserFiltersDto>;
  readonly rows: readonly User[];
  readonly total: Total | undefined;
  readonly onStarted: (job: Job) => void;
};

type UsersSelection = {
  /** Absent where there is nothing that the caller may do to many. */
  readonly selection: Selection<User> | undefined;
  readonly bar: ReactNode;
  readonly dialogs: ReactNode;
  /** Everybody who matches, without choosing anybody first. */
  readonly exportAll: () => void;
};

type What = BulkAction | 'export';
/** For whom it was asked stays as it was, whatever is chosen later. */
type Asked = { readonly what: What; readonly whom: Whom; readonly round: number };

const rowId = (user: User) => user.id;
const NOBODY: Total = { value: 0, relation: 'exact' };

/** Users chosen over all pages of the list, and the dialogs of what is done to them. */
export function useUsersSelection({ filter, rows, total = NOBODY, onStarted }: Listed): UsersSelection {
  const may = useMay();
  const actions = useBulkActions();
  const selection = useSelection(JSON.stringify(filter), rows, rowId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [opened, setOpened] = useState(false);
  const ask = (what: What, whom: Whom) => {
    setAsked((last) => ({ what, whom, round: (last?.round ?? 0) + 1 }));
    setOpened(true);
  };
  const onAsk: AskBulk = (what) => ask(what, whomOf(selection.rows, selection.isAll, filter));
  const isUseful = actions.length > 0 || may('users:export', 'domain');
  const common = { opened, onClose: () => setOpened(false) };
  const start = (job: Job) => {
    selection.clear();
    onStarted(job);
  };
  return {
    selection: isUseful ? selection : undefined,
    bar: <BulkBar selection={selection} total={total} onAsk={onAsk} />,
    exportAll: () => ask('export', { filter }),
    dialogs: asked && (
      <Suspense>
        {asked.what === 'export' ? (
          <ExportDialog {...common} key={asked.round} whom={asked.whom} total={total} />
        ) : (
          <BulkDialog {...common} key={asked.round} action={asked.what} whom={asked.whom} onStarted={start} />
        )}
      </Suspense>
    ),
  };
}
