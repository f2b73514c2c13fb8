import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { FactStrip, StripFact } from '../../components/fact-strip';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay } from '../../lib/session';
import { userSessions } from './queries';
import { TwoFactorMark } from './two-factor-mark';

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
    <FactStrip label={t('fact.label')}>
      <StripFact label={t('field.role')}>{user.role.name}</StripFact>
      <StripFact label={t('field.lastLoginAt')}>
        <TimeText at={user.lastLoginAt} />
      </StripFact>
      {may('sessions:read', 'domain') && (
        <StripFact label={t('fact.sessions')}>
          <LiveSessions id={user.id} />
        </StripFact>
      )}
      <StripFact label={t('field.twoFactor')}>
        <TwoFactorMark user={user} />
      </StripFact>
      <StripFact label={t('field.passwordChangedAt')}>
        <TimeText at={user.passwordChangedAt} />
      </StripFact>
    </FactStrip>
  );
}
