import { useTranslation } from 'react-i18next';
import { CLASSIC_POLICY } from 'wardkeep/rules';
import { api } from '../../lib/api';
import { inTime, proceed, useHandover } from './flow';
import { NewPasswordForm } from './new-password-form';
import { Outside } from './outside';

/** The step between a password that is no longer good and the session. */
export function NewPasswordPage() {
  const { t } = useTranslation('sign-in');
  const held = useHandover('password_change_required');
  if (!held) return null;
  const { username, step } = held;
  const { challenge, because = 'temporary', passwordPolicy: policy = CLASSIC_POLICY } = step;
  const save = async (newPassword: string) =>
    proceed(await inTime(api.auth.signInPassword({ challenge, newPassword })), username);
  const circumstances = { compromised: because === 'compromised' };
  return (
    <Outside title={t('new.title')} lead={`${t(`new.because.${because}`)} ${t('new.sessions')}`}>
      <NewPasswordForm asked={{ policy, owner: { username, email: null }, circumstances }} save={save} />
    </Outside>
  );
}
