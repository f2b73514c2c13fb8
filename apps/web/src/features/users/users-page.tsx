import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useMatch } from '@tanstack/react-router';
import { IconCircleCheck, IconPlus, IconUsers } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
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
import { RowMenu } from './row-menu';
import { useUserActions } from './use-user-actions';
import { usersQuery } from './user-query';
import { useUsersColumns } from './users-columns';
import { UsersFilters } from './users-filters';
import classes from './users.module.css';

const route = getRouteApi('/shell/users');
const NewUserDrawer = lazy(async () => ({ default: (await import('./new-user-drawer')).NewUserDrawer }));
const rowId = (user: User) => user.id;

type Created = Pick<CreatedUser, 'id' | 'username' | 'temporaryPassword'>;

function AddUser() {
  const { t } = useTranslation('users');
  return (
    <Button
      component={Link}
      to="/users/new"
      search={((old: object) => old) as never}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {t('add')}
    </Button>
  );
}

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

export function UsersPage() {
  const { t } = useTranslation('users');
  const search = route.useSearch();
  const may = useMay();
  const zone = useTimeZone();
  const list = useListState(search, { sort: 'username' });
  const query = useQuery(usersPage(usersQuery(search, list, zone)));
  const columns = useUsersColumns();
  const { ask, dialog } = useUserActions();
  const [created, setCreated] = useState<Created | null>(null);
  const isAdding = useMatch({ from: '/shell/users/new', shouldThrow: false }) !== undefined;
  const mayAdd = may('users:create', 'domain');
  useEffect(() => rememberList(search), [search]);
  const actions = useCallback((user: User) => <RowMenu user={user} onAsk={ask} />, [ask]);

  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={mayAdd && <AddUser />} />
      {created && (
        <Result
          created={created}
          onForget={() => setCreated(null)}
          onStored={() => setCreated({ id: created.id, username: created.username })}
        />
      )}
      <ListTable
        name="users"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        rowId={rowId}
        actions={actions}
        search={{ value: search.q ?? '', label: t('search') }}
        filters={<UsersFilters search={search} onFilter={list.filter} />}
        empty={
          <EmptyState icon={IconUsers} title={t('empty.title')} text={t('empty.text')} action={mayAdd && <AddUser />} />
        }
      />
      {dialog}
      {mayAdd && isAdding && (
        <Suspense>
          <NewUserDrawer onCreated={setCreated} />
        </Suspense>
      )}
    </>
  );
}
