import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../lib/api';
import { problemCode } from '../../lib/problems';
import { handedOver, handOver, nextStep } from './handover';
import { NewPasswordForm } from './new-password-form';
import { Outside } from './outside';
import { goOn } from './place';

/** The step between a temporary or expired password and the session. */
export function NewPasswordPage() {
  const { t } = useTranslation('sign-in');
  const [step, setStep] = useState(handedOver);

  if (!step) {
    return (
      <Outside title={t('new.overTitle')} lead={t('new.over')}>
        <Button component="a" href="/sign-in">
          {t('new.toSignIn')}
        </Button>
      </Outside>
    );
  }

  const save = async (newPassword: string) => {
    try {
      const result = await api.auth.signInPassword({ challenge: step.challenge, newPassword });
      handOver(null);
      if (nextStep(result) === null) await goOn();
      else setStep(null);
    } catch (error) {
      if (problemCode(error) !== 'invalid-challenge') throw error;
      handOver(null);
      setStep(null);
    }
  };

  return (
    <Outside title={t('new.title')} lead={`${t('new.reason')} ${t('new.sessions')}`}>
      <NewPasswordForm username={step.username} save={save} />
    </Outside>
  );
}
