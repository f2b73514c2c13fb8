import { Button, SegmentedControl } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { announce } from '../../lib/announce';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { useSessionColumns } from './columns';
import { endSession, sessionsPage } from './queries';

const route = getRouteApi('/shell/sessions');

const canEnd = (session: Session) => !session.current && session.endedAt === null && session.endedBecause === null;

function EndDialog({ session, onClose }: { readonly session: Session | null; readonly onClose: () => void }) {
  const { t } = useTranslation('sessions');
  const end = useMutation(endSession(useQueryClient()));
  const [shown, setShown] = useState(session);
  if (session !== null && session !== shown) setShown(session);
  const { id = '', username = '', device = '', address = '' } = shown ?? {};
  return (
    <ConfirmDialog
      opened={session !== null}
      onClose={onClose}
      title={t('endTitle', { username })}
      action={t('end')}
      level={1}
      onConfirm={async () => {
        await end.mutateAsync(id);
        announce(t('ended', { username }));
      }}
    >
      {t('endText', { device, address })}
    </ConfirmDialog>
  );
}

function StateFilter({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useTranslation('sessions');
  return (
    <SegmentedControl
      aria-label={t('filter.label')}
      value={value}
      onChange={onChange}
      data={['live', 'ended', 'all'].map((state) => ({ value: state, label: t(`filter.${state}`) }))}
    />
  );
}

export function SessionsPage() {
  const { t } = useTranslation('sessions');
  const search = route.useSearch();
  const may = useMay();
  const list = useListState(search, { sort: '-startedAt' });
  const state = search.state ?? 'live';
  const query = useQuery(sessionsPage({ state, q: search.q, sort: list.sort, cursor: list.cursor, limit: list.limit }));
  const [ending, setEnding] = useState<Session | null>(null);
  const mayEnd = may('sessions:end', 'domain');
  const columns = useSessionColumns();
  const actions = useCallback(
    (session: Session) =>
      canEnd(session) && (
        <Button
          variant="default"
          size="xs"
          aria-label={t('endOf', { username: session.username, device: session.device })}
          onClick={() => setEnding(session)}
        >
          {t('endShort')}
        </Button>
      ),
    [t],
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ListTable
        name="sessions"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        search={{ value: search.q ?? '', label: t('search') }}
        filters={
          <StateFilter
            value={state}
            onChange={(next) => list.filter({ state: next === 'live' ? undefined : (next as 'ended') })}
          />
        }
        rowId={(session) => session.id}
        {...(mayEnd && { actions })}
        empty={<EmptyState icon={IconDevices} title={t('emptyTitle')} text={t('emptyText')} />}
      />
      <EndDialog session={ending} onClose={() => setEnding(null)} />
    </>
  );
}
