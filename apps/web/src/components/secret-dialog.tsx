import { Button, Checkbox, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button';
import classes from './confirm-dialog.module.css';

type SecretDialogProps = {
  readonly title: string;
  /** Whose it is and until when it works. */
  readonly children: ReactNode;
  /** Kept in the opener's state alone, never in a cache; null closes the dialog. */
  readonly secret: string | null;
  readonly onDone: () => void;
};

/** A value nobody sees again. Neither Esc nor a click beside it closes the dialog by accident. */
export function SecretDialog({ title, children, secret, onDone }: SecretDialogProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [stored, setStored] = useState(false);
  const done = () => {
    setShown(false);
    setStored(false);
    onDone();
  };
  return (
    <Modal
      opened={secret !== null}
      onClose={done}
      title={title}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
    >
      <div className={classes.content}>
        <div>{children}</div>
        <div className={classes.secret}>
          {shown ? (
            <code>{secret}</code>
          ) : (
            <code>
              <span aria-hidden="true">••••••••••••••••</span>
              <span className="visually-hidden">{t('secret.hidden')}</span>
            </code>
          )}
          <Button variant="subtle" size="compact-sm" data-autofocus onClick={() => setShown(!shown)}>
            {t(shown ? 'action.hide' : 'action.show')}
          </Button>
          <CopyButton value={secret ?? ''} />
        </div>
        <p className="dimmed">{t('secret.once')}</p>
        <Checkbox
          label={t('secret.stored')}
          checked={stored}
          onChange={(event) => setStored(event.currentTarget.checked)}
        />
        <div className={classes.buttons}>
          <Button disabled={!stored} onClick={done}>
            {t('action.done')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
