import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Enrolment } from '../../components/enrolment';
import { Wordmark } from '../../components/wordmark';
import { api } from '../../lib/api';
import { demandEnrolment } from '../../lib/enrolment-demand';
import { signOut } from '../../lib/sign-out';
import classes from './enrolment-demand.module.css';

const stay = () => undefined;

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
    <Modal.Root opened fullScreen lockScroll={false} zIndex={1000} radius={0} onClose={stay} closeOnEscape={false}>
      <Modal.Content className={classes.page ?? ''}>
        <div className={classes.middle}>
          <Wordmark size="lg" />
          <Modal.Body className={classes.card ?? ''}>
            <div>
              <Modal.Title className={classes.title ?? ''}>{t('demanded.title')}</Modal.Title>
              <p className="dimmed">{t('demanded.text')}</p>
            </div>
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
          </Modal.Body>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
