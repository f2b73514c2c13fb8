import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconDevices, IconLogout } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { endSession, userSessions } from './queries';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id/sessions');
const rowId = (session: Session) => session.id;
const STATES = ['live', 'ended', 'all'] as const;
type State = (typeof STATES)[number];

function useSessionColumns(): readonly Column<Session>[] {
  const { t } = useTranslation('users');
  return useMemo(
    () => [
      {
        id: 'device',
        label: t('session.device'),
        cell: ({ device, current }) => (
          <span className={classes.device}>
            <strong>{device}</strong>
            {current && <span className={classes.this}>{t('session.current')}</span>}
          </span>
        ),
      },
      {
        id: 'state',
        label: t('field.status'),
        cell: ({ endedAt, endedBecause }) => (
          <StatusMark
            status={endedAt ? 'ended' : 'live'}
            {...(endedBecause && { words: t(`session.because.${endedBecause}`) })}
          />
        ),
      },
      { id: 'address', label: t('session.address'), cell: ({ address }) => <span className="numeric">{address}</span> },
      { id: 'method', label: t('field.loginMethod'), cell: ({ method }) => t(`common:method.${method}`), hidden: true },
      {
        id: 'startedAt',
        label: t('session.startedAt'),
        sort: 'startedAt',
        cell: (row) => <TimeText at={row.startedAt} />,
      },
      { id: 'lastSeenAt', label: t('session.lastSeenAt'), cell: (row) => <TimeText at={row.lastSeenAt} /> },
      {
        id: 'endedAt',
        label: t('session.endedAt'),
        cell: (row) => <TimeText at={row.endedAt ?? row.endsAt} />,
        hidden: true,
      },
    ],
    [t],
  );
}

function EndButton({ session, onEnd }: { readonly session: Session; readonly onEnd: (session: Session) => void }) {
  const { t } = useTranslation('users');
  const label = t('session.endOf', { device: session.device });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => onEnd(session)}>
        <IconLogout size={18} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

function EndDialog({ session, onClose }: { readonly session: Session | null; readonly onClose: () => void }) {
  const { t } = useTranslation('users');
  const client = useQueryClient();
  const end = useMutation(endSession(client));
  const device = session?.device ?? '';
  return (
    <ConfirmDialog
      opened={session !== null}
      onClose={onClose}
      title={t('session.ask', { device })}
      action={t('session.end')}
      level={1}
      name={session?.id}
      dryRun={session ? () => api.dryRun.sessions.end(session.id) : undefined}
      onConfirm={async ({ reason }) => {
        if (session) await end.mutateAsync({ id: session.id, reason });
        announce(t('session.done', { device }));
      }}
    >
      <p>{t(session?.current ? 'session.askOwn' : 'session.askText')}</p>
    </ConfirmDialog>
  );
}

/** Where the user is signed in, and was. */
export function UserSessions() {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const search = route.useSearch();
  const may = useMay();
  const list = useListState(search, { sort: '-startedAt' as 'startedAt' });
  const { sort, limit, cursor } = list;
  const state: State = search.state ?? 'live';
  const query = useQuery(userSessions(id, { state, sort, limit, cursor }));
  const columns = useSessionColumns();
  const [ending, setEnding] = useState<Session | null>(null);
  const mayEnd = may('sessions:end', 'domain');
  const actions = useCallback(
    (session: Session) => mayEnd && !session.endedAt && <EndButton session={session} onEnd={setEnding} />,
    [mayEnd],
  );
  return (
    <>
      <ListTable
        name="user-sessions"
        label={t('tab.sessions')}
        columns={columns}
        query={query}
        list={{ ...list, isFiltered: false }}
        rowId={rowId}
        actions={actions}
        filters={
          <SegmentedControl
            aria-label={t('session.which')}
            value={state}
            data={STATES.map((value) => ({ value, label: t(`session.${value}`) }))}
            onChange={(value) => list.filter({ state: value === 'live' ? undefined : value })}
          />
        }
        empty={<EmptyState icon={IconDevices} title={t(`session.none.${state}`)} />}
      />
      <EndDialog session={ending} onClose={() => setEnding(null)} />
    </>
  );
}
