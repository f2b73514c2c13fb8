import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from 'wardkeep/contracts';
import { ListFailed, ListFiltered, ListSkeleton } from '../../components/list-states';
import { SearchField } from '../../components/list-toolbar';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { useListState } from '../../lib/list-state';
import { usePermissionWords } from '../../lib/permission-words';
import { problemCode } from '../../lib/problems';
import { grouped, matching } from './catalogue';
import { Matrix } from './matrix';
import { rolesBesideEachOther } from './queries';
import { ScopeMark } from './scope-mark';
import { ViewSwitch } from './view-switch';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/matrix');

function Legend() {
  const { t } = useTranslation('roles');
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {(['all', 'domain', 'own'] as const).map((scope) => (
        <li key={scope}>
          <ScopeMark scope={scope} /> <span className="dimmed">{t(`scopeMeans.${scope}`)}</span>
        </li>
      ))}
    </ul>
  );
}

type FoundProps = { readonly roles: readonly Role[]; readonly text: string; readonly onClear: () => void };

function Found({ roles, text, onClear }: FoundProps) {
  const { t } = useTranslation('roles');
  const [shown, setShown] = useState(roles[0]?.id ?? '');
  const permission = usePermissionWords();
  const systems = grouped(matching(text, { permission, resource: (resource) => t(`resource.${resource}`) }));
  if (systems.length === 0) return <ListFiltered onClear={onClear} />;
  return (
    <>
      <NativeSelect
        className={classes.oneRole}
        label={t('roleShown')}
        value={shown}
        onChange={(event) => setShown(event.currentTarget.value)}
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Matrix roles={roles} systems={systems} shown={shown} isFiltered={text !== ''} />
    </>
  );
}

export function MatrixPage() {
  const { t } = useTranslation('roles');
  const search = route.useSearch();
  const list = useListState(search, { sort: 'name' });
  const query = useQuery(rolesBesideEachOther);
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="roles:read" />;
  return (
    <>
      <PageHeader title={t('matrixTitle')} page={t('title')} lead={t('matrixLead')} />
      <div className={classes.toolbar} role="search">
        <ViewSwitch />
        <SearchField value={search.q ?? ''} label={t('filter')} onType={list.type} />
        <Legend />
      </div>
      {query.isPending && <ListSkeleton />}
      {query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Found roles={query.data.items} text={search.q ?? ''} onClear={list.clear} />}
    </>
  );
}
