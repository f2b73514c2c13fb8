import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  IconArrowUpRight,
  IconCircleCheck,
  IconCircleOff,
  IconDots,
  IconLogout,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { User } from 'wardkeep/contracts';
import { useMay } from '../../lib/session';
import { CareItems } from './care-items';
import { userById } from './queries';
import type { Ask } from './asked';

const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

type ItemsProps = { readonly user: Pick<User, 'id' | 'username' | 'enabled'>; readonly onAsk: Ask };

/** What one may ask for; whether it can be done with this very user is said by the dialog. */
export function DangerItems({ user, onAsk }: ItemsProps) {
  const { t } = useTranslation('users');
  const may = useMay();
  return (
    <>
      {may('users:enable', 'domain') && !user.enabled && (
        <Menu.Item leftSection={<IconCircleCheck {...icon} />} onClick={() => onAsk('enable', user)}>
          {t('action.enable')}
        </Menu.Item>
      )}
      {may('users:enable', 'domain') && user.enabled && (
        <Menu.Item leftSection={<IconCircleOff {...icon} />} onClick={() => onAsk('disable', user)}>
          {t('action.disable')}
        </Menu.Item>
      )}
      {may('sessions:end', 'domain') && (
        <Menu.Item leftSection={<IconLogout {...icon} />} onClick={() => onAsk('end-sessions', user)}>
          {t('action.endSessions')}
        </Menu.Item>
      )}
      {may('users:delete', 'domain') && (
        <>
          <Menu.Divider />
          <Menu.Item color="danger" leftSection={<IconTrash {...icon} />} onClick={() => onAsk('delete', user)}>
            {t('action.delete')}
          </Menu.Item>
        </>
      )}
    </>
  );
}

export function RowMenu({ user, onAsk }: { readonly user: User; readonly onAsk: Ask }) {
  const { t } = useTranslation('users');
  const may = useMay();
  const client = useQueryClient();
  return (
    <Menu position="bottom-end" width={240} onOpen={() => void client.prefetchQuery(userById(user.id))}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('common:action.openMenu', { name: user.username })}
        >
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/users/${user.id}`} leftSection={<IconArrowUpRight {...icon} />}>
          {t('action.open')}
        </Menu.Item>
        {may('users:update', 'domain') && (
          <Menu.Item
            component={Link}
            to={`/users/${user.id}`}
            search={{ edit: 'yes' } as never}
            leftSection={<IconPencil {...icon} />}
          >
            {t('action.edit')}
          </Menu.Item>
        )}
        <CareItems user={user} onAsk={onAsk} />
        <DangerItems user={user} onAsk={onAsk} />
      </Menu.Dropdown>
    </Menu>
  );
}
