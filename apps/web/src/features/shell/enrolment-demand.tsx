import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Enrolment } from '../../components/enrolment';
import { api } from '../../lib/api';
import { demandEnrolment } from '../../lib/enrolment-demand';
import { signOut } from '../../lib/sign-out';
import classes from './enrolment-demand.module.css';

/**
 * Two-factor authentication became required during the session: the server lets nothing else through. It covers the
 * page, dialogs and all, so that what one was doing is still there afterwards.
 */
export function EnrolmentDemand() {
  const { t } = useTranslation('two-factor');
  const client = useQueryClient();
  const finish = () => {
    demandEnrolment(false);
    void client.invalidateQueries();
  };
  return (
    <Modal
      opened
      fullScreen
      zIndex={1000}
      radius={0}
      onClose={() => undefined}
      title={t('demanded.title')}
      closeOnEscape={false}
      withCloseButton={false}
      classNames={{ header: classes.header ?? '' }}
    >
      <div className={classes.page}>
        <p className="dimmed">{t('demanded.text')}</p>
        <Enrolment
          begin={() => api.me.enrolSecondFactor()}
          confirm={async (code) => (await api.me.confirmSecondFactor(code)).recoveryCodes}
          onDone={finish}
          doneLabel={t('setUp.next')}
          leave={
            <Button variant="subtle" onClick={() => void signOut()}>
              {t('demanded.signOut')}
            </Button>
          }
        />
      </div>
    </Modal>
  );
}
