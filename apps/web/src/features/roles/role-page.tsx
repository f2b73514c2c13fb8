import { Alert, Button } from '@mantine/core';
import { IconCopy, IconLock, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LIMITS, type Role, type RoleDetail } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { PageHeader } from '../../components/page-header';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { ScopeMark } from '../../components/scope-mark';
import { Section } from '../../components/section';
import { allowedBy, scopesOf, type ResourceGroup } from '../../lib/catalogue';
import { useFormats } from '../../lib/formats';
import { usePermissionWords } from '../../lib/permission-words';
import { useMay } from '../../lib/session';
import { DeleteRole } from './delete-role';
import { HoldersSection } from './holders-section';
import { roleById } from './queries';
import { RoleEdit } from './role-edit';
import { KindMark } from './role-marks';
import { roleDescription } from './role-words';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/$id');

type ResourceProps = { readonly group: ResourceGroup; readonly scopes: ReturnType<typeof scopesOf> };

function Resource({ group, scopes }: ResourceProps) {
  const { t } = useTranslation('roles');
  const wordsOf = usePermissionWords();
  return (
    <div className={classes.resource}>
      <h4>{t(`access:resource.${group.resource}`)}</h4>
      <ul>
        {group.entries.map(({ permission }) => (
          <li key={permission}>
            <Link to="/roles/holders" search={{ permission } as never} title={t('whoHas')}>
              {wordsOf(permission)}
            </Link>
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
            <h3 className={classes.system}>{t(`access:system.${system}`)}</h3>
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

function RoleFacts({ role }: { readonly role: RoleDetail }) {
  const { t } = useTranslation('roles');
  const format = useFormats();
  const may = useMay();
  const isMany = role.holders > LIMITS.countedRows;
  const holders = isMany ? t('moreThan', { number: format.number(LIMITS.countedRows) }) : format.number(role.holders);
  const refusal = may('roles:assign', 'domain') ? t('access:role.above') : t('access:role.noRight');
  return (
    <Facts label={t('details')}>
      <Fact label={t('users')}>
        {may('users:read', 'domain') ? (
          <Link to="/users" search={{ role: role.id } as never} className={classes.link}>
            {holders}
          </Link>
        ) : (
          holders
        )}
      </Fact>
      <Fact label={t('twoFactor')}>{t(role.twoFactorRequired ? 'common:yes' : 'common:no')}</Fact>
      <Fact label={t('assignable')}>{role.assignable ? t('common:yes') : t('notAssignable', { why: refusal })}</Fact>
    </Facts>
  );
}

function Actions({ role }: { readonly role: RoleDetail }) {
  const { t } = useTranslation('roles');
  const may = useMay();
  const { id, actions } = role;
  return (
    <>
      {may('roles:create', 'domain') && (
        <Button
          component={Link}
          to="/roles/new"
          search={{ from: id } as never}
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden="true" />}
        >
          {t('copy')}
        </Button>
      )}
      {actions.includes('delete') && <DeleteRole role={role} />}
      {actions.includes('update') && (
        <Button
          component={Link}
          to={`/roles/${id}`}
          search={{ edit: 'yes' } as never}
          leftSection={<IconPencil size={16} aria-hidden="true" />}
        >
          {t('edit')}
        </Button>
      )}
    </>
  );
}

/** Why the role can not be changed here. Nothing for those whose role lets them change none. */
function Blocked({ role }: { readonly role: RoleDetail }) {
  const { t } = useTranslation('roles');
  const code = role.blocked.update;
  const lock = <IconLock size={18} aria-hidden="true" />;
  if (role.builtIn) {
    return (
      <Alert color="accent" icon={lock} title={t('fixedTitle')}>
        {t('fixed')}
      </Alert>
    );
  }
  if (code === undefined || code === 'permission-missing') return null;
  return (
    <Alert color="accent" icon={lock} title={t('blockedTitle')}>
      {t(`problems:${code}`)}
    </Alert>
  );
}

function RoleView({ role, isEditing }: { readonly role: RoleDetail; readonly isEditing: boolean }) {
  const { t } = useTranslation('roles');
  const edits = isEditing && role.actions.includes('update');
  return (
    <div className={classes.page}>
      <PageHeader
        title={role.name}
        page={t('title')}
        lead={roleDescription(t, role)}
        back={<Link to="/roles">{t('back')}</Link>}
        aside={<KindMark role={role} />}
        actions={!edits && <Actions role={role} />}
      />
      {edits ? (
        <RoleEdit role={role} />
      ) : (
        <>
          <Blocked role={role} />
          <RoleFacts role={role} />
          <PermissionsSection role={role} />
          <HoldersSection role={role} />
        </>
      )}
    </div>
  );
}

export function RolePage() {
  const { id } = route.useParams();
  const { edit } = route.useSearch();
  const query = useQuery(roleById(id));
  if (query.data) return <RoleView key={id} role={query.data} isEditing={edit !== undefined} />;
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
