import { useTranslation } from 'react-i18next';
import type { User } from 'wardkeep/contracts';
import { StatusMark } from '../../components/status-mark';

/** Whether the user has a second factor; one that is required of this very user and missing stands out. */
export function TwoFactorMark({ user }: { readonly user: Pick<User, 'totpStatus' | 'twoFactorRequired'> }) {
  const { t } = useTranslation('users');
  if (user.totpStatus === 'enrolled') return <StatusMark status="enrolled" words={t('twoFactor.enrolled')} />;
  const words = t(user.twoFactorRequired ? 'twoFactor.missing' : 'twoFactor.not_enrolled');
  return <StatusMark status={user.twoFactorRequired ? 'missing' : 'not_enrolled'} words={words} />;
}
