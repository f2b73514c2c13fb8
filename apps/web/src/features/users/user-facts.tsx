import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay } from '../../lib/session';
import { userSessions } from './queries';
import { TwoFactorMark } from './two-factor-mark';
import classes from './user.module.css';

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
      <Fact label={t('field.twoFactor')}>
        <TwoFactorMark user={user} />
      </Fact>
      <Fact label={t('field.passwordChangedAt')}>
        <TimeText at={user.passwordChangedAt} />
      </Fact>
    </dl>
  );
}
