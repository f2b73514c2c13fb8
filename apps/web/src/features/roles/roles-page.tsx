import { IconShieldLock } from '@tabler/icons-react';
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
import { BuiltInMark } from './built-in-mark';
import { rolesPage } from './queries';
import { ViewSwitch } from './view-switch';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles');

const columnsOf = (t: TFunction<'roles'>, format: Formats): readonly Column<Role>[] => [
  {
    id: 'name',
    label: t('name'),
    width: '18rem',
    cell: (role) => (
      <span className={classes.name}>
        <Link to="/roles/$id" params={{ id: role.id }}>
          {role.name}
        </Link>
        {role.builtIn && <BuiltInMark />}
      </span>
    ),
  },
  {
    id: 'description',
    label: t('description'),
    cell: (role) => <span className={classes.text}>{role.description}</span>,
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
  {
    id: 'twoFactor',
    label: t('twoFactor'),
    hidden: true,
    cell: (role) => t(role.twoFactorRequired ? 'common:yes' : 'common:no'),
  },
];

export function RolesPage() {
  const { t } = useTranslation('roles');
  const format = useFormats();
  const list = useListState(route.useSearch(), { sort: 'name' });
  const query = useQuery(rolesPage({ cursor: list.cursor, limit: list.limit }));
  const columns = useMemo(() => columnsOf(t, format), [t, format]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
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
