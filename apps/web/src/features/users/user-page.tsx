import { Alert, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { IconChevronDown, IconPencil } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { ListFailed } from '../../components/list-states';
import { FailedPage, ForbiddenPage, LoadingPage, NotFoundPage } from '../../components/page-states';
import { PageHeader } from '../../components/page-header';
import { StatusMark } from '../../components/status-mark';
import { PageTabs } from '../../components/page-links';
import { problemCode } from '../../lib/problems';
import { useMay, useMe } from '../../lib/session';
import { CareItems, useMayCare } from './care-items';
import { lastList } from './last-list';
import { userById } from './queries';
import { DangerItems } from './row-menu';
import type { Ask } from './asked';
import { useUserActions } from './use-user-actions';
import { StatusReason } from './status-reason';
import { UserFacts } from './user-facts';
import { isFromSso, SsoNotice } from './sso-notice';
import { UserSource } from './user-source';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id');

type ActionsProps = { readonly user: UserDetail; readonly onAsk: Ask };

function Actions({ user, onAsk }: ActionsProps) {
  const { t } = useTranslation('users');
  const may = useMay();
  const isEditing = useSearch({ from: '/shell/users/$id/', shouldThrow: false })?.edit !== undefined;
  const mayEdit = may('users:update', 'domain') && !isEditing && !isFromSso(user);
  const mayCare = useMayCare();
  const mayMore =
    mayCare || may('users:enable', 'domain') || may('users:delete', 'domain') || may('sessions:end', 'domain');
  return (
    <>
      {mayMore && (
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
              {t('action.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <CareItems user={user} onAsk={onAsk} />
            <DangerItems user={user} onAsk={onAsk} />
          </Menu.Dropdown>
        </Menu>
      )}
      {mayEdit && (
        <Button
          component={Link}
          to={`/users/${user.id}`}
          search={{ edit: 'yes' } as never}
          leftSection={<IconPencil size={16} aria-hidden="true" />}
        >
          {t('action.edit')}
        </Button>
      )}
    </>
  );
}

function Tab({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link to={to} activeOptions={{ exact: true, includeSearch: false }}>
      {children}
    </Link>
  );
}

function Tabs({ id }: { readonly id: string }) {
  const { t } = useTranslation('users');
  const may = useMay();
  return (
    <PageTabs label={t('tab.label')}>
      <Tab to={`/users/${id}`}>{t('tab.details')}</Tab>
      {may('roles:read', 'domain') && <Tab to={`/users/${id}/access`}>{t('tab.access')}</Tab>}
      <Tab to={`/users/${id}/security`}>{t('tab.security')}</Tab>
      {may('sessions:read', 'domain') && <Tab to={`/users/${id}/sessions`}>{t('tab.sessions')}</Tab>}
      {may('audit:read', 'domain') && <Tab to={`/users/${id}/audit`}>{t('tab.audit')}</Tab>}
      <Tab to={`/users/${id}/versions`}>{t('tab.versions')}</Tab>
      <Tab to={`/users/${id}/as-of`}>{t('tab.asOf')}</Tab>
    </PageTabs>
  );
}

/** The words for the tab that is open, by the end of its address; none for the first. */
const TABS: Readonly<Record<string, string>> = {
  access: 'tab.access',
  security: 'tab.security',
  sessions: 'tab.sessions',
  audit: 'tab.audit',
  versions: 'tab.versions',
  'as-of': 'tab.asOf',
};

function usePageName(): string {
  const { t } = useTranslation('users');
  const { pathname } = useLocation();
  const tab = TABS[pathname.split('/')[3] ?? ''];
  return tab === undefined ? t('title') : `${t(tab)} · ${t('title')}`;
}

const initialsOf = ({ firstName, lastName }: UserDetail) =>
  [firstName, lastName]
    .map((name) => [...name][0] ?? '')
    .join('')
    .toUpperCase();

function Header({ user, onAsk }: ActionsProps) {
  const { t } = useTranslation('users');
  return (
    <div className={classes.head}>
      <span className={classes.avatar} aria-hidden="true">
        {initialsOf(user)}
      </span>
      <PageHeader
        title={`${user.firstName} ${user.lastName}`}
        page={usePageName()}
        aside={<StatusMark status={user.status} />}
        lead={
          <span className={classes.lead}>
            <span className={classes.username}>{user.username}</span>
            <CopyButton value={user.username} label={t('copyUsername')} />
            <UserSource user={user} />
            <StatusReason user={user} onAsk={onAsk} />
          </span>
        }
        actions={<Actions user={user} onAsk={onAsk} />}
      />
    </div>
  );
}

function Loaded({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const navigate = useNavigate();
  const me = useMe();
  const [isGone, setGone] = useState(false);
  const { ask, dialog } = useUserActions(() => {
    setGone(true);
    void navigate({ to: '/users', search: lastList() as never, ignoreBlocker: true });
  });
  return (
    <div className={classes.page} data-gone={isGone || undefined}>
      <Header user={user} onAsk={ask} />
      {user.id === me.user.id && <Alert className={classes.self}>{t('ownAccount')}</Alert>}
      {isFromSso(user) && <SsoNotice />}
      <UserFacts user={user} />
      <Tabs id={user.id} />
      <Outlet />
      {dialog}
    </div>
  );
}

export function UserPage() {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const user = useQuery(userById(id));
  const code = problemCode(user.error);
  if (code === 'permission-missing') return <ForbiddenPage permission="users:read" />;
  if (code === 'user-not-found' || code === 'invalid-request') return <NotFoundPage />;
  if (user.isLoadingError) return <FailedPage error={user.error} reset={() => void user.refetch()} />;
  return (
    <>
      <Link to="/users" search={lastList() as never} className={classes.back}>
        {t('back')}
      </Link>
      {user.isPending && <LoadingPage />}
      {user.error && <ListFailed error={user.error} onRetry={() => void user.refetch()} />}
      {user.data && <Loaded user={user.data} key={id} />}
    </>
  );
}
