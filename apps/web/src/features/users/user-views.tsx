import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserView } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { PageTabs } from '../../components/page-links';
import { useColumns } from '../../components/use-columns';
import { announce } from '../../lib/announce';
import { useMay, useTimeZone } from '../../lib/session';
import { SaveView } from './save-view';
import { searchOf } from './user-query';
import { useUsersColumns } from './users-columns';
import type { UsersSearch } from './users-search';
import { deleteView, shareView, userViews } from './view-queries';
import classes from './users.module.css';

type Shown = { readonly key: string; readonly name: string; readonly search: Record<string, string>; view?: UserView };

/** Those that every Domain has, from what everybody asks first. */
const GIVEN: readonly (readonly [key: string, search: Record<string, string>])[] = [
  ['everybody', {}],
  ['locked', { status: 'locked' }],
  ['invited', { status: 'invited' }],
  ['neverSignedIn', { signedIn: 'never' }],
  ['noSecondFactor', { twoFactor: 'not_enrolled' }],
];

/** Two addresses show the same list when they say the same filters in the same order of rows. */
function sameList(one: object, other: object): boolean {
  const text = (search: object) =>
    JSON.stringify(
      Object.entries(search)
        .filter(([name, value]) => value !== undefined && name !== 'cursor' && name !== 'size')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return text(one) === text(other);
}

function useViews(): readonly Shown[] {
  const { t } = useTranslation('bulk');
  const zone = useTimeZone();
  const { data = [] } = useQuery(userViews);
  const saved = data.map((view) => ({
    key: view.id,
    name: view.name,
    view,
    search: { ...searchOf(view.filters, zone), ...(view.sort !== 'username' && { sort: view.sort }) },
  }));
  return [...GIVEN.map(([key, search]) => ({ key, name: t(`view.${key}`), search })), ...saved];
}

function DeleteView({ view, opened, onClose }: { view: UserView; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('bulk');
  const navigate = useNavigate();
  const remove = useMutation(deleteView(useQueryClient()));
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('view.deleteTitle', { name: view.name })}
      action={t('view.delete')}
      level={1}
      onConfirm={async () => {
        await remove.mutateAsync(view);
        await navigate({ to: '/users', search: {} as never });
      }}
    >
      {t(view.shared ? 'view.deleteShared' : 'view.deleteOwn')}
    </ConfirmDialog>
  );
}

/** What can be done with the saved view that is shown. */
function ViewMenu({ view }: { readonly view: UserView }) {
  const { t } = useTranslation('bulk');
  const may = useMay();
  const [asks, setAsks] = useState(false);
  const share = useMutation(shareView(useQueryClient()));
  const turn = async () => {
    await share.mutateAsync({ view, shared: !view.shared });
    announce(t(view.shared ? 'view.nowOwn' : 'view.nowShared', { name: view.name }));
  };
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('view.menu', { name: view.name })}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may('users:update', 'domain') && (
            <Menu.Item leftSection={<IconUsersGroup size={16} aria-hidden="true" />} onClick={() => void turn()}>
              {t(view.shared ? 'view.unshare' : 'view.share')}
            </Menu.Item>
          )}
          <Menu.Item
            color="danger"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => setAsks(true)}
          >
            {t('view.deleteOpen')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteView view={view} opened={asks} onClose={() => setAsks(false)} />
    </>
  );
}

/** Lists of users by name: those everybody has, one's own, and what others share. */
export function UserViews({ search }: { readonly search: UsersSearch }) {
  const { t } = useTranslation('bulk');
  const views = useViews();
  const { showOnly } = useColumns('users', useUsersColumns());
  const now = views.find((view) => sameList(view.search, search));
  const show = ({ view }: Shown) => view?.columns && showOnly(view.columns);
  return (
    <div className={classes.views}>
      <PageTabs label={t('view.label')}>
        {views.map((view) => (
          <Link
            key={view.key}
            to="/users"
            search={{ ...view.search, size: search.size } as never}
            activeOptions={{ exact: true }}
            aria-current={now === view ? 'page' : undefined}
            title={view.view && !view.view.own ? t('view.of', { owner: view.view.owner }) : undefined}
            onClick={() => show(view)}
          >
            {view.name}
          </Link>
        ))}
      </PageTabs>
      {now?.view?.editable && <ViewMenu key={now.key} view={now.view} />}
      {!now && <SaveView search={search} />}
    </div>
  );
}
