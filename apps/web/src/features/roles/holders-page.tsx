import { NativeSelect, Select } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isPermission, PERMISSIONS, type Permission, type PermissionHolder } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { ScopeMark } from '../../components/scope-mark';
import { StatusMark } from '../../components/status-mark';
import { useListState } from '../../lib/list-state';
import { usePermissionWords } from '../../lib/permission-words';
import { useMay } from '../../lib/session';
import { permissionHolders } from './queries';
import { ViewSwitch } from './view-switch';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/holders');
const rowId = ({ user }: PermissionHolder) => user.id;

const columnsOf = (t: TFunction<'roles'>): readonly Column<PermissionHolder>[] => [
  {
    id: 'user',
    label: t('holders.user'),
    width: '18rem',
    cell: ({ user }) => (
      <span className={classes.who}>
        <Link to={`/users/${user.id}/access` as '/'} title={user.username}>
          {user.username}
        </Link>
        <span className="dimmed truncate">
          {user.firstName} {user.lastName}
        </span>
      </span>
    ),
  },
  { id: 'scope', label: t('holders.scope'), cell: ({ scope }) => <ScopeMark scope={scope} /> },
  {
    id: 'role',
    label: t('holders.role'),
    cell: ({ role }) => (
      <Link to="/roles/$id" params={{ id: role.id }} className={classes.through}>
        {role.name}
      </Link>
    ),
  },
  {
    id: 'status',
    label: t('holders.account'),
    cell: ({ user }) => <StatusMark status={user.enabled ? 'enabled' : 'disabled'} />,
  },
];

/** The catalogue, found by its sentences. */
function usePermissionChoices() {
  const { t } = useTranslation('roles');
  const wordsOf = usePermissionWords();
  const groups = [...new Set(PERMISSIONS.map(({ resource }) => resource))];
  return groups.map((resource) => ({
    group: t(`access:resource.${resource}`),
    items: PERMISSIONS.filter((entry) => entry.resource === resource).map(({ permission }) => ({
      value: permission,
      label: wordsOf(permission),
    })),
  }));
}

type FiltersProps = {
  readonly permission: string | undefined;
  readonly scope: 'own' | 'domain' | undefined;
  readonly onFilter: (change: object) => void;
};

function Filters({ permission, scope, onFilter }: FiltersProps) {
  const { t } = useTranslation('roles');
  const choices = usePermissionChoices();
  return (
    <>
      <ViewSwitch />
      <Select
        className={classes.choice}
        searchable
        aria-label={t('permission')}
        placeholder={t('holders.choose')}
        nothingFoundMessage={t('holders.noPermission')}
        maxDropdownHeight={360}
        data={choices}
        value={permission ?? null}
        onChange={(value) => onFilter({ permission: value ?? undefined })}
      />
      <NativeSelect
        aria-label={t('holders.scope')}
        value={scope ?? ''}
        data={[
          { value: '', label: t('holders.any') },
          { value: 'domain', label: t('holders.domain') },
        ]}
        onChange={(event) => onFilter({ scope: event.currentTarget.value || undefined })}
      />
    </>
  );
}

function Found({ permission }: { readonly permission: Permission }) {
  const { t } = useTranslation('roles');
  const search = route.useSearch();
  const list = useListState(search, { sort: 'username' });
  const { cursor, limit } = list;
  const query = useQuery(permissionHolders(permission, { cursor, limit, scope: search.scope }));
  const columns = useMemo(() => columnsOf(t), [t]);
  const isNarrowed = search.scope !== undefined;
  return (
    <ListTable
      name="permission-holders"
      label={t('holders.title')}
      columns={columns}
      query={query}
      list={{ ...list, isFiltered: isNarrowed, clear: () => list.filter({ scope: undefined }) }}
      filters={<Filters permission={permission} scope={search.scope} onFilter={list.filter} />}
      rowId={rowId}
      empty={<EmptyState icon={IconUserSearch} title={t('holders.nobody')} text={t('holders.nobodyText')} />}
    />
  );
}

/** Who may do something: the users whose role gives a permission. */
export function HoldersPage() {
  const { t } = useTranslation('roles');
  const may = useMay();
  const search = route.useSearch();
  const list = useListState(search, { sort: 'username' });
  if (!may('users:read', 'domain')) return <ForbiddenPage permission="users:read" />;
  const { permission } = search;
  return (
    <>
      <PageHeader title={t('holders.title')} page={t('title')} lead={t('holders.lead')} />
      {permission !== undefined && isPermission(permission) ? (
        <Found permission={permission} />
      ) : (
        <>
          <div className={classes.toolbar} role="search">
            <Filters permission={undefined} scope={search.scope} onFilter={list.filter} />
          </div>
          <EmptyState icon={IconUserSearch} title={t('holders.chooseTitle')} text={t('holders.chooseText')} />
        </>
      )}
    </>
  );
}
