import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UserAccess as Access, UserDetail } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { SearchField } from '../../components/list-toolbar';
import { ForbiddenPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { PageSwitch } from '../../components/page-links';
import { matching } from '../../lib/catalogue';
import { useListState } from '../../lib/list-state';
import { usePermissionWords } from '../../lib/permission-words';
import { problemCode } from '../../lib/problems';
import { userAccess } from './access-queries';
import { Granted, Missing } from './explained-permissions';
import { userById } from './queries';
import { RoleWhatIf } from './role-what-if';
import classes from './access.module.css';

const route = getRouteApi('/shell/users/$id/access');

function RoleFacts({ access }: { readonly access: Access }) {
  const { t } = useTranslation('users');
  const { role, inEffect } = access;
  return (
    <Facts label={t('tab.access')}>
      <Fact label={t('field.role')}>
        <Link to="/roles/$id" params={{ id: role.id }} className={classes.link}>
          {role.name}
        </Link>
      </Fact>
      <Fact label={t('ofAccess.asksFactor')}>{t(role.twoFactorRequired ? 'common:yes' : 'common:no')}</Fact>
      <Fact label={t('ofAccess.inEffect')}>{inEffect ? t('common:yes') : t('ofAccess.notInEffect')}</Fact>
    </Facts>
  );
}

type SwitchProps = { readonly access: Access; readonly isMissing: boolean };

/** What the user may do, or may not. */
function Which({ access, isMissing }: SwitchProps) {
  const { t } = useTranslation('users');
  const current = (is: boolean) => ({ 'aria-current': is ? ('page' as const) : undefined });
  const search = (show: 'missing' | undefined) => ((old: object) => ({ ...old, show })) as never;
  const options = { exact: true, includeSearch: true, explicitUndefined: true };
  return (
    <PageSwitch label={t('ofAccess.which')}>
      <Link to="." search={search(undefined)} activeOptions={options} {...current(!isMissing)} resetScroll={false}>
        {t('ofAccess.granted', { count: access.granted.length })}
      </Link>
      <Link to="." search={search('missing')} activeOptions={options} {...current(isMissing)} resetScroll={false}>
        {t('ofAccess.missing', { count: access.missing.length })}
      </Link>
    </PageSwitch>
  );
}

function Explained({ access }: { readonly access: Access }) {
  const { t } = useTranslation('users');
  const search = route.useSearch();
  const list = useListState(search, { sort: 'name' });
  const permission = usePermissionWords();
  const text = search.q ?? '';
  const found = new Set(
    matching(text, { permission, resource: (resource) => t(`access:resource.${resource}`) }).map(
      (one) => one.permission,
    ),
  );
  const isMissing = search.show === 'missing';
  const granted = access.granted.filter((one) => found.has(one.permission));
  const missing = access.missing.filter((one) => found.has(one.permission));
  const isEmpty = (isMissing ? missing : granted).length === 0;
  return (
    <Section title={t('ofAccess.title')} lead={t('ofAccess.lead')}>
      <div className={classes.toolbar} role="search">
        <Which access={access} isMissing={isMissing} />
        <SearchField value={text} label={t('ofAccess.filter')} onType={list.type} />
      </div>
      {isEmpty && <p className="dimmed">{t(text ? 'common:list.filteredTitle' : 'ofAccess.none')}</p>}
      {!isEmpty && (isMissing ? <Missing missing={missing} /> : <Granted granted={granted} />)}
    </Section>
  );
}

function Loaded({ user, access }: { readonly user: UserDetail; readonly access: Access }) {
  const refusal = user.blocked['set-role'];
  return (
    <div className={classes.page}>
      <RoleFacts access={access} />
      {refusal !== 'permission-missing' && <RoleWhatIf key={user.version} user={user} />}
      <Explained access={access} />
    </div>
  );
}

/** What the user may do and why, what not and who could change that, and what another role would change. */
export function UserAccess() {
  const { id } = route.useParams();
  const { data: user } = useQuery(userById(id));
  const access = useQuery(userAccess(id));
  if (user && access.data) return <Loaded user={user} access={access.data} />;
  if (problemCode(access.error) === 'permission-missing') return <ForbiddenPage permission="roles:read" />;
  if (access.error) return <ListFailed error={access.error} onRetry={() => void access.refetch()} />;
  return <ListSkeleton />;
}
