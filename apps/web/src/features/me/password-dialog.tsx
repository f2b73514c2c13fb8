import { Button, Modal, PasswordInput } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { SendButton } from '../../components/send-button';
import { problemCode } from '../../lib/problems';
import { useSending } from '../../lib/use-sending';
import classes from './me.module.css';

type PasswordDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The verb and the object, on the button. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
  readonly onConfirm: (password: string) => Promise<unknown>;
};

function Content({ onClose, action, isDangerous = false, children, onConfirm }: PasswordDialogProps) {
  const { t } = useTranslation('me');
  const field = useRef<HTMLInputElement>(null);
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const sending = useSending(async (typed: string) => {
    try {
      await onConfirm(typed);
    } catch (error) {
      if (problemCode(error) === 'invalid-credentials') field.current?.focus();
      throw error;
    }
  });
  const isWrong = problemCode(sending.error) === 'invalid-credentials';
  const error = isMissing ? t('password.typeCurrent') : isWrong && t('password.wrong');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(password === '');
    if (password === '') field.current?.focus();
    else sending.send(password);
  };
  return (
    <form className={classes.dialog} noValidate onSubmit={submit}>
      <FormErrors error={isWrong ? null : sending.error} title={t('common:confirm.refused')} />
      <div>{children}</div>
      <PasswordInput
        ref={field}
        data-autofocus
        label={t('password.current')}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('sign-in:showPassword'), tabIndex: 0 }}
        aria-invalid={Boolean(error)}
        value={password}
        error={error}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
          setMissing(false);
          sending.forget();
        }}
      />
      <div className={classes.dialogButtons}>
        <Button variant="default" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
        <SendButton {...(isDangerous && { color: 'danger' })} aria-disabled={sending.isSending}>
          {sending.isSending ? t('common:confirm.working') : action}
        </SendButton>
      </div>
    </form>
  );
}

/** For what only the owner of the account may do: asks for the password again. Closing it is the opener's business. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { t } = useTranslation('me');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Content {...props} />
    </Modal>
  );
}
