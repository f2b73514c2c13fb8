import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NextStep } from 'wardkeep/contracts';
import { Enrolment } from '../../components/enrolment';
import { api, holdCsrfToken } from '../../lib/api';
import { inTime, proceed, useHandover } from './flow';
import { Outside } from './outside';
import { goOn } from './place';

/** The step between the password and the session of somebody who must have a second factor and has none. */
export function EnrolPage() {
  const { t, i18n } = useTranslation('sign-in');
  const held = useHandover('second_factor_enrolment_required');
  const [isOn, setOn] = useState(false);
  const [next, setNext] = useState<NextStep | null>(null);
  if (!held) return null;
  const { username, step } = held;
  const { challenge } = step;
  const confirm = async (code: string) => {
    const result = await inTime(api.auth.confirmEnrolment({ challenge, code }));
    if (result.status === 'signed_in') holdCsrfToken(result.csrfToken ?? null);
    else setNext(result);
    return result.recoveryCodes ?? (result.status === 'signed_in' ? [] : proceed(result, username));
  };
  const clock = new Intl.DateTimeFormat(i18n.resolvedLanguage, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const until = clock.format(new Date(step.expiresAt));
  return (
    <Outside wide title={t('two-factor:setUp.title')} lead={isOn ? null : t('enrol.lead', { until })}>
      <Enrolment
        begin={() => inTime(api.auth.enrol({ challenge }))}
        confirm={confirm}
        onCodes={() => setOn(true)}
        onDone={() => void (next ? proceed(next, username) : goOn())}
        doneLabel={t('enrol.done')}
        leave={
          <Button component="a" href="/sign-in" variant="subtle">
            {t('common:action.cancel')}
          </Button>
        }
      />
    </Outside>
  );
}
