import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Enrolment } from '../../components/enrolment';
import { RecoveryCodes } from '../../components/recovery-codes';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useMe } from '../../lib/session';
import { PasswordDialog } from './password-dialog';
import classes from './me.module.css';

type DialogProps = { readonly opened: boolean; readonly onClose: () => void };

const MODAL = { size: '34rem', closeOnClickOutside: false } as const;

/** Can be left at any time until there are codes: those are kept first. */
export function SetUpDialog({ opened, onClose }: DialogProps) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const [hasCodes, setHasCodes] = useState(false);
  const close = () => {
    setHasCodes(false);
    onClose();
  };
  const finish = () => {
    close();
    announce(t('twoFactor.isOn'));
    void client.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <Modal
      {...MODAL}
      opened={opened}
      onClose={close}
      title={t('two-factor:setUp.title')}
      closeOnEscape={!hasCodes}
      withCloseButton={!hasCodes}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Enrolment
        begin={() => api.me.enrolSecondFactor()}
        confirm={async (code) => (await api.me.confirmSecondFactor(code)).recoveryCodes}
        onCodes={() => setHasCodes(true)}
        onDone={finish}
        doneLabel={t('common:action.done')}
        leave={
          <Button variant="subtle" onClick={close}>
            {t('common:action.cancel')}
          </Button>
        }
      />
    </Modal>
  );
}

/** The password first, then ten codes in place of those before. */
export function NewCodesDialog({ opened, onClose }: DialogProps) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const { user } = useMe();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = async (password: string) => setCodes((await api.me.renewRecoveryCodes(password)).recoveryCodes);
  const finish = () => {
    setCodes(null);
    onClose();
    void client.invalidateQueries({ queryKey: ['me'] });
  };
  return (
    <>
      <PasswordDialog
        opened={opened && codes === null}
        onClose={onClose}
        title={t('twoFactor.newCodesTitle')}
        action={t('twoFactor.newCodesAction')}
        onConfirm={renew}
      >
        {t('twoFactor.newCodesText')}
      </PasswordDialog>
      <Modal
        {...MODAL}
        opened={codes !== null}
        onClose={finish}
        title={t('two-factor:setUp.codes.title')}
        closeOnEscape={false}
        withCloseButton={false}
      >
        <div className={classes.dialog}>
          <p>{t('two-factor:setUp.codes.text')}</p>
          <RecoveryCodes
            codes={codes ?? []}
            account={user.username}
            doneLabel={t('common:action.done')}
            onDone={finish}
          />
        </div>
      </Modal>
    </>
  );
}
