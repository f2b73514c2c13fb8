import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Role } from 'wardkeep/contracts';
import { PageHeader } from '../../components/page-header';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { usePermissionWords } from '../../lib/permission-words';
import { BuiltInMark } from './built-in-mark';
import { allowedBy, scopesOf, type ResourceGroup } from './catalogue';
import { HoldersSection } from './holders-section';
import { roleById } from './queries';
import { ScopeMark } from './scope-mark';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/$id');

type ResourceProps = { readonly group: ResourceGroup; readonly scopes: ReturnType<typeof scopesOf> };

function Resource({ group, scopes }: ResourceProps) {
  const { t } = useTranslation('roles');
  const wordsOf = usePermissionWords();
  return (
    <div className={classes.resource}>
      <h4>{t(`resource.${group.resource}`)}</h4>
      <ul>
        {group.entries.map(({ permission }) => (
          <li key={permission}>
            {wordsOf(permission)}
            <ScopeMark scope={scopes.get(permission)} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function PermissionsSection({ role }: { readonly role: Role }) {
  const { t } = useTranslation('roles');
  const scopes = scopesOf(role.permissions);
  const systems = allowedBy(role);
  return (
    <Section title={t('permissions')} lead={t('permissionCount', { count: role.permissions.length })}>
      {systems.length === 0 && <p className="dimmed">{t('allowsNothing')}</p>}
      <div className={classes.systems}>
        {systems.map(({ system, resources }) => (
          <div key={system}>
            <h3 className={classes.system}>{t(`system.${system}`)}</h3>
            <div className={classes.resources}>
              {resources.map((group) => (
                <Resource key={group.resource} group={group} scopes={scopes} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Section>
  );
}

function RoleView({ role }: { readonly role: Role }) {
  const { t } = useTranslation('roles');
  return (
    <div className={classes.page}>
      <PageHeader
        title={role.name}
        page={t('title')}
        lead={role.description}
        back={<Link to="/roles">{t('back')}</Link>}
        aside={role.builtIn && <BuiltInMark />}
      />
      {role.builtIn && (
        <Alert color="accent" icon={<IconLock size={18} aria-hidden="true" />} title={t('fixedTitle')}>
          {t('fixed')}
        </Alert>
      )}
      <PermissionsSection role={role} />
      <HoldersSection role={role} />
    </div>
  );
}

export function RolePage() {
  const { id } = route.useParams();
  const query = useQuery(roleById(id));
  if (query.data) return <RoleView role={query.data} />;
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
