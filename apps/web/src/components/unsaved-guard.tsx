import { Button, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './confirm-dialog.module.css';

/** The key press that asked to leave must not also answer the question: Esc closes a drawer, and then a dialog. */
const afterThisEvent = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Asks before a form with unsaved changes is left: to another page, or by closing the tab. `isDirty` is asked at that
 * moment. A form that leaves on its own after saving navigates with `ignoreBlocker`.
 */
export function UnsavedGuard({ isDirty }: { readonly isDirty: () => boolean }) {
  const { t } = useTranslation();
  const shouldBlock = async () => {
    await afterThisEvent();
    return isDirty();
  };
  const blocked = useBlocker({ shouldBlockFn: shouldBlock, enableBeforeUnload: isDirty, withResolver: true });
  const stay = () => blocked.reset?.();
  return (
    <Modal
      opened={blocked.status === 'blocked'}
      onClose={stay}
      title={t('form.unsavedTitle')}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className={classes.content}>
        <p>{t('form.unsavedText')}</p>
        <div className={classes.buttons}>
          <Button variant="default" data-autofocus onClick={stay}>
            {t('form.keepEditing')}
          </Button>
          <Button color="danger" onClick={() => blocked.proceed?.()}>
            {t('form.discard')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
