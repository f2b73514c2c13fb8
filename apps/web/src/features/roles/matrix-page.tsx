import { Checkbox, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PermissionEntry, Role } from 'wardkeep/contracts';
import { ListFailed, ListFiltered, ListSkeleton } from '../../components/list-states';
import { SearchField } from '../../components/list-toolbar';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { ScopeMark } from '../../components/scope-mark';
import { grouped, matching, scopesOf } from '../../lib/catalogue';
import { useListState } from '../../lib/list-state';
import { usePermissionWords } from '../../lib/permission-words';
import { problemCode } from '../../lib/problems';
import { Matrix } from './matrix';
import { rolesBesideEachOther } from './queries';
import { ViewSwitch } from './view-switch';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/matrix');

/** As many as are told apart at a glance; more are there when they are chosen. */
const AT_FIRST = 6;

function Legend() {
  const { t } = useTranslation('roles');
  return (
    <ul className={classes.legend} aria-label={t('legend')}>
      {(['all', 'domain', 'own'] as const).map((scope) => (
        <li key={scope}>
          <ScopeMark scope={scope} /> <span className="dimmed">{t(`access:scopeMeans.${scope}`)}</span>
        </li>
      ))}
    </ul>
  );
}

const differs = (roles: readonly Role[]) => {
  const scopes = roles.map(({ permissions }) => scopesOf(permissions));
  return ({ permission }: PermissionEntry) => new Set(scopes.map((one) => one.get(permission))).size > 1;
};

type FoundProps = {
  readonly roles: readonly Role[];
  readonly text: string;
  readonly onlyDifferences: boolean;
  readonly onClear: () => void;
};

function Found({ roles, text, onlyDifferences, onClear }: FoundProps) {
  const { t } = useTranslation('roles');
  const [chosen, setShown] = useState('');
  const shown = roles.find(({ id }) => id === chosen)?.id ?? roles[0]?.id ?? '';
  const permission = usePermissionWords();
  const found = matching(text, { permission, resource: (resource) => t(`access:resource.${resource}`) });
  const systems = grouped(onlyDifferences ? found.filter(differs(roles)) : found);
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
      <Matrix roles={roles} systems={systems} shown={shown} isFiltered={text !== '' || onlyDifferences} />
    </>
  );
}

type ComparedProps = {
  readonly all: readonly Role[];
  readonly shown: readonly Role[];
  readonly onlyDifferences: boolean;
  readonly onFilter: (change: object) => void;
};

/** Which roles stand beside each other. */
function Compared({ all, shown, onlyDifferences, onFilter }: ComparedProps) {
  const { t } = useTranslation('roles');
  return (
    <div className={classes.toolbar}>
      <MultiSelect
        className={classes.compared}
        classNames={{ pill: classes.pill ?? '' }}
        searchable
        label={t('compare.label')}
        description={
          all.length > shown.length ? t('compare.some', { count: shown.length, all: all.length }) : undefined
        }
        nothingFoundMessage={t('access:role.nothing')}
        data={all.map(({ id, name }) => ({ value: id, label: name }))}
        value={shown.map(({ id }) => id)}
        onChange={(ids) => onFilter({ roles: ids.join(',') || undefined })}
      />
      <Checkbox
        label={t('compare.differences')}
        checked={onlyDifferences}
        onChange={(event) => onFilter({ only: event.currentTarget.checked ? 'differences' : undefined })}
      />
    </div>
  );
}

function chosenOf(all: readonly Role[], ids: string | undefined): readonly Role[] {
  const wanted = new Set(ids?.split(','));
  const found = all.filter(({ id }) => wanted.has(id));
  return found.length > 0 ? found : all.slice(0, AT_FIRST);
}

/** Roles beside each other, permission by permission. */
export function MatrixPage() {
  const { t } = useTranslation('roles');
  const search = route.useSearch();
  const list = useListState(search, { sort: 'name' });
  const query = useQuery(rolesBesideEachOther);
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="roles:read" />;
  const onlyDifferences = search.only !== undefined;
  const all = query.data?.items ?? [];
  const shown = chosenOf(all, search.roles);
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
      {query.data && (
        <>
          <Compared all={all} shown={shown} onlyDifferences={onlyDifferences} onFilter={list.filter} />
          <Found
            roles={shown}
            text={search.q ?? ''}
            onlyDifferences={onlyDifferences}
            onClear={() => list.filter({ q: undefined, only: undefined })}
          />
        </>
      )}
    </>
  );
}
