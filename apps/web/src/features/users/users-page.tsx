import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useMatch } from '@tanstack/react-router';
import { IconCircleCheck, IconUsers } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedUser, User } from 'wardkeep/contracts';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { SecretDialog } from '../../components/secret-dialog';
import { useListState } from '../../lib/list-state';
import { useMay, useTimeZone } from '../../lib/session';
import { rememberList } from './last-list';
import { usersPage } from './queries';
import { BulkStarted } from './bulk-started';
import { AddUser, ListActions } from './list-actions';
import { RowMenu } from './row-menu';
import { useUserActions } from './use-user-actions';
import { userFilters } from './user-query';
import { useUsersColumns } from './users-columns';
import { UsersFilters } from './users-filters';
import { useUsersSelection } from './users-selection';
import { UserViews } from './user-views';
import classes from './users.module.css';

const route = getRouteApi('/shell/users');
const NewUserDrawer = lazy(async () => ({ default: (await import('./new-user-drawer')).NewUserDrawer }));
const rowId = (user: User) => user.id;
const nameOf = (user: User) => user.username;
const NO_ROWS: readonly User[] = [];

type Created = Pick<CreatedUser, 'id' | 'username' | 'temporaryPassword'>;

type ResultProps = { readonly created: Created; readonly onForget: () => void; readonly onStored: () => void };

/** Who was added, and, once, the password the server made. */
function Result({ created, onForget, onStored }: ResultProps) {
  const { t } = useTranslation('users');
  const { id, username, temporaryPassword } = created;
  return (
    <>
      <Alert
        className={classes.result}
        role="status"
        icon={<IconCircleCheck size={18} aria-hidden="true" />}
        withCloseButton
        closeButtonLabel={t('common:action.close')}
        onClose={onForget}
      >
        {t('created', { name: username })}{' '}
        <Link to="/users/$id" params={{ id }} className={classes.link}>
          {t('openCreated')}
        </Link>
      </Alert>
      <SecretDialog
        title={t('temporary.title', { name: username })}
        secret={temporaryPassword ?? null}
        onDone={onStored}
      >
        <p>{t('temporary.text')}</p>
      </SecretDialog>
    </>
  );
}

/** The drawer for a new user, at its own address over the list, and what came of it. */
function Adding() {
  const isAdding = useMatch({ from: '/shell/users/new', shouldThrow: false }) !== undefined;
  const [created, setCreated] = useState<Created | null>(null);
  return (
    <>
      {created && (
        <Result
          created={created}
          onForget={() => setCreated(null)}
          onStored={() => setCreated({ id: created.id, username: created.username })}
        />
      )}
      {isAdding && (
        <Suspense>
          <NewUserDrawer onCreated={setCreated} />
        </Suspense>
      )}
    </>
  );
}

export function UsersPage() {
  const { t } = useTranslation('users');
  const search = route.useSearch();
  const mayAdd = useMay()('users:create', 'domain');
  const zone = useTimeZone();
  const list = useListState(search, { sort: 'username' });
  const { sort, limit, cursor } = list;
  const filter = useMemo(() => userFilters(search, zone), [search, zone]);
  const query = useQuery(usersPage({ ...filter, sort, limit, cursor }));
  const columns = useUsersColumns();
  const { ask, dialog } = useUserActions();
  const [started, setStarted] = useState<string | null>(null);
  const { selection, bar, dialogs, exportAll } = useUsersSelection({
    filter,
    rows: query.data?.items ?? NO_ROWS,
    total: query.data?.total,
    onStarted: ({ id }) => setStarted(id),
  });
  useEffect(() => rememberList(search), [search]);
  const actions = useCallback((user: User) => <RowMenu user={user} onAsk={ask} />, [ask]);

  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={<ListActions onExport={exportAll} />} />
      {mayAdd && <Adding />}
      {started !== null && <BulkStarted id={started} onForget={() => setStarted(null)} />}
      <UserViews search={search} />
      <ListTable
        name="users"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={rowId}
        actions={actions}
        {...(selection && { selecting: { selection, nameOf } })}
        bar={bar}
        search={{ value: search.q ?? '', label: t('search') }}
        filters={<UsersFilters search={search} onFilter={list.filter} />}
        empty={
          <EmptyState icon={IconUsers} title={t('empty.title')} text={t('empty.text')} action={mayAdd && <AddUser />} />
        }
      />
      {dialog}
      {dialogs}
    </>
  );
}
