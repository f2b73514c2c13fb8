import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './users.module.css';

type ExplanationProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
};

/** A dialog that only says something: why it can not be done, or what was done. */
export function Explanation({ opened, onClose, title, children }: ExplanationProps) {
  const { t } = useTranslation('users');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <div className={classes.explanation}>
        {children}
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('common:action.close')}
        </Button>
      </div>
    </Modal>
  );
}
