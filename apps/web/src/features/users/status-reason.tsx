import { UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import type { Ask } from './asked';
import { isForGood, isLockedNow } from './lock';
import { signInCheck } from './user-security-queries';
import classes from './user.module.css';

type ReasonProps = { readonly user: UserDetail; readonly onAsk: Ask };

/** Since when, until when and after how many failures; the number comes a moment later than the rest. */
function useLockWords(user: UserDetail): string | null {
  const { t } = useTranslation('users');
  const format = useFormats();
  const isLocked = isLockedNow(user);
  const { data } = useQuery({ ...signInCheck(user.id), enabled: isLocked });
  if (!isLocked || user.lockedUntil === null) return null;
  const count = data?.lockout.failures ?? 0;
  const when = format.dateTime(user.lockedUntil);
  if (count === 0) return isForGood(user.lockedUntil) ? t('reason.lockedForGood') : t('reason.locked', { when });
  return isForGood(user.lockedUntil)
    ? t('reason.lockedForGoodAfter', { count })
    : t('reason.lockedAfter', { when, count });
}

/** Why the user has the status it has, where the word alone does not say it. */
function useReason(user: UserDetail): string | null {
  const { t } = useTranslation('users');
  const format = useFormats();
  const locked = useLockWords(user);
  switch (user.status) {
    case 'invited':
      return t('reason.invited');
    case 'password_expired':
      return user.passwordExpiresAt && t('reason.expired', { when: format.dateTime(user.passwordExpiresAt) });
    case 'disabled':
      return t('reason.disabled');
    default:
      return locked ?? (user.mustChangePassword ? t('reason.mustChange') : null);
  }
}

const Dot = () => (
  <span className={classes.dot} aria-hidden="true">
    ·
  </span>
);

/** The reason of the status, what mends it at once, and where all of it is explained. */
export function StatusReason({ user, onAsk }: ReasonProps) {
  const { t } = useTranslation('users');
  const reason = useReason(user);
  return (
    <>
      {reason && (
        <>
          <Dot />
          <span>{reason}</span>
        </>
      )}
      {isLockedNow(user) && user.actions.includes('unlock') && (
        <>
          <Dot />
          <UnstyledButton className={classes.inline} onClick={() => onAsk('unlock', user)}>
            {t('action.unlock')}
          </UnstyledButton>
        </>
      )}
      {user.status !== 'active' && (
        <>
          <Dot />
          <Link to="/users/$id/security" params={{ id: user.id }} className={classes.inline}>
            {t('check.link')}
          </Link>
        </>
      )}
    </>
  );
}
