import { Menu } from '@mantine/core';
import { IconDeviceMobileOff, IconKey, IconLockOpen, IconMailForward, IconRefreshAlert } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { User } from 'wardkeep/contracts';
import { useMay } from '../../lib/session';
import type { Ask } from './asked';
import { isLockedNow } from './lock';

const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

type CareItemsProps = { readonly user: User; readonly onAsk: Ask };

function PasswordItems({ user, onAsk }: CareItemsProps) {
  const { t } = useTranslation('users');
  return (
    <>
      <Menu.Item leftSection={<IconKey {...icon} />} onClick={() => onAsk('reset-password', user)}>
        {t('action.resetPassword')}
      </Menu.Item>
      {user.status === 'invited' ? (
        <Menu.Item leftSection={<IconMailForward {...icon} />} onClick={() => onAsk('invite', user)}>
          {t('action.invite')}
        </Menu.Item>
      ) : (
        <Menu.Item leftSection={<IconRefreshAlert {...icon} />} onClick={() => onAsk('require-change', user)}>
          {t('action.requireChange')}
        </Menu.Item>
      )}
    </>
  );
}

/** What helps somebody in, or keeps somebody else out. */
export function CareItems({ user, onAsk }: CareItemsProps) {
  const { t } = useTranslation('users');
  const may = useMay();
  return (
    <>
      {may('users:unlock', 'domain') && isLockedNow(user) && (
        <Menu.Item leftSection={<IconLockOpen {...icon} />} onClick={() => onAsk('unlock', user)}>
          {t('action.unlock')}
        </Menu.Item>
      )}
      {may('users:reset-password', 'domain') && <PasswordItems user={user} onAsk={onAsk} />}
      {may('users:reset-two-factor', 'domain') && user.totpStatus === 'enrolled' && (
        <Menu.Item leftSection={<IconDeviceMobileOff {...icon} />} onClick={() => onAsk('reset-two-factor', user)}>
          {t('action.resetTwoFactor')}
        </Menu.Item>
      )}
    </>
  );
}

/** Whether the caller's role lets them do any of it. */
export function useMayCare(): boolean {
  const may = useMay();
  return (['users:unlock', 'users:reset-password', 'users:reset-two-factor'] as const).some((one) =>
    may(one, 'domain'),
  );
}
