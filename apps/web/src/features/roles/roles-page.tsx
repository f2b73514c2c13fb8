import { Button } from '@mantine/core';
import { IconPlus, IconShieldLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type Role } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ListTable } from '../../components/list-table';
import { PageHeader } from '../../components/page-header';
import { useFormats, type Formats } from '../../lib/formats';
import { useListState } from '../../lib/list-state';
import { useMay } from '../../lib/session';
import { rolesPage } from './queries';
import { KindMark, TwoFactorDemand } from './role-marks';
import { roleDescription } from './role-words';
import { ViewSwitch } from './view-switch';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles');

const nameColumn = (t: TFunction<'roles'>): Column<Role> => ({
  id: 'name',
  label: t('name'),
  width: '19rem',
  cell: (role) => (
    <span className={classes.name}>
      <Link to="/roles/$id" params={{ id: role.id }}>
        {role.name}
      </Link>
      <KindMark role={role} />
    </span>
  ),
});

const columnsOf = (t: TFunction<'roles'>, format: Formats): readonly Column<Role>[] => [
  nameColumn(t),
  {
    id: 'description',
    label: t('description'),
    cell: (role) => <span className={classes.text}>{roleDescription(t, role)}</span>,
  },
  {
    id: 'permissions',
    label: t('permissions'),
    align: 'end',
    cell: (role) => format.number(role.permissions.length),
  },
  {
    id: 'holders',
    label: t('users'),
    align: 'end',
    cell: (role) =>
      role.holders > LIMITS.countedRows
        ? t('moreThan', { number: format.number(LIMITS.countedRows) })
        : format.number(role.holders),
  },
  { id: 'twoFactor', label: t('twoFactorShort'), cell: (role) => <TwoFactorDemand role={role} /> },
  { id: 'assignable', label: t('assignable'), cell: (role) => t(role.assignable ? 'common:yes' : 'common:no') },
];

function AddRole() {
  const { t } = useTranslation('roles');
  return (
    <Button component={Link} to="/roles/new" leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t('add')}
    </Button>
  );
}

export function RolesPage() {
  const { t } = useTranslation('roles');
  const format = useFormats();
  const may = useMay();
  const search = route.useSearch();
  const list = useListState(search, { sort: 'name' });
  const query = useQuery(rolesPage({ cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t, format), [t, format]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={may('roles:create', 'domain') && <AddRole />} />
      <ListTable
        name="roles"
        label={t('title')}
        columns={columns}
        query={query}
        list={list}
        filters={<ViewSwitch />}
        rowId={(role) => role.id}
        empty={<EmptyState icon={IconShieldLock} title={t('emptyTitle')} text={t('emptyText')} />}
      />
    </>
  );
}
