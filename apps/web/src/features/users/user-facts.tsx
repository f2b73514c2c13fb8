import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay } from '../../lib/session';
import { userSessions } from './queries';
import classes from './user.module.css';

/** Why the user has the status it has, where the word alone does not say it. */
export function useStatusReason(user: UserDetail): string | null {
  const { t } = useTranslation('users');
  const format = useFormats();
  switch (user.status) {
    case 'locked':
      return user.lockedUntil && t('reason.locked', { when: format.dateTime(user.lockedUntil) });
    case 'invited':
      return t('reason.invited');
    case 'password_expired':
      return user.passwordExpiresAt && t('reason.expired', { when: format.dateTime(user.passwordExpiresAt) });
    case 'disabled':
      return t('reason.disabled');
    default:
      return user.mustChangePassword ? t('reason.mustChange') : null;
  }
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LiveSessions({ id }: { readonly id: string }) {
  const { t } = useTranslation('users');
  const format = useFormats();
  const sessions = useQuery(userSessions(id, { state: 'live', limit: 1 }));
  const count = sessions.data?.total.value;
  if (count === undefined) return <>{sessions.error ? t('fact.unknown') : '\u00a0'}</>;
  return <span className="numeric">{format.number(count)}</span>;
}

/** What one looks for first. */
export function UserFacts({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const may = useMay();
  return (
    <dl className={classes.facts} aria-label={t('fact.label')}>
      <Fact label={t('field.role')}>{user.role.name}</Fact>
      <Fact label={t('field.lastLoginAt')}>
        <TimeText at={user.lastLoginAt} />
      </Fact>
      {may('sessions:read', 'domain') && (
        <Fact label={t('fact.sessions')}>
          <LiveSessions id={user.id} />
        </Fact>
      )}
      <Fact label={t('field.twoFactor')}>{t(`twoFactor.${user.totpStatus}`)}</Fact>
      <Fact label={t('field.passwordChangedAt')}>
        <TimeText at={user.passwordChangedAt} />
      </Fact>
    </dl>
  );
}
