import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type DryRun } from 'wardkeep/contracts';
import { Effects } from './effects';
import { FormErrors } from './form-errors';
import classes from './confirm-dialog.module.css';

export type Confirmed = { readonly reason: string | undefined; readonly confirm: string | undefined };

type ConfirmDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** The question, with the object's name: “Disable ada.lovelace?” */
  readonly title: string;
  /** The verb and the object: “Disable user”. */
  readonly action: string;
  /** 1: reversible, one person. 2: costly; effects and a reason. 3: for good; the name is typed, too. */
  readonly level: 1 | 2 | 3;
  readonly children: ReactNode;
  /** The same write with `?dryRun=true`; its effects are listed. Needed from level 2. */
  readonly dryRun?: (() => Promise<DryRun>) | undefined;
  /** What must be typed at level 3. */
  readonly name?: string | undefined;
  readonly onConfirm: (given: Confirmed) => Promise<unknown>;
};

/** Mounted only while open, so that it starts empty each time. */
function Content({ onClose, action, level, children, dryRun, name = '', onConfirm }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const effects = useQuery({
    queryKey: ['dry-run', action, name],
    queryFn: () => dryRun?.() ?? null,
    enabled: dryRun !== undefined,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  const matches = level < 3 || typed.trim().toLowerCase() === name.toLowerCase();

  const confirm = async () => {
    if (working) return;
    setMismatch(!matches);
    if (!matches) return;
    setWorking(true);
    setError(null);
    try {
      await onConfirm({ reason: reason.trim() || undefined, confirm: level === 3 ? typed.trim() : undefined });
      onClose();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setWorking(false);
    }
  };

  return (
    <form
      className={classes.content}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <FormErrors error={error} title={t('confirm.refused')} />
      <div>{children}</div>
      {dryRun && <Effects query={effects} />}
      {level >= 2 && (
        <Textarea
          label={t('confirm.reason')}
          description={t('confirm.reasonHelp')}
          maxLength={LIMITS.reasonLength}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {level === 3 && (
        <TextInput
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
          label={t('confirm.type', { name })}
          value={typed}
          error={mismatch && t('confirm.typeWrong')}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setMismatch(false);
          }}
        />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} {...(level < 3 && { 'data-autofocus': true })}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" {...(level > 1 && { color: 'danger' })} aria-disabled={working}>
          {working ? t('confirm.working') : action}
        </Button>
      </div>
    </form>
  );
}

/** Asks before something happens, says to whom and what; stays open and shows it when the server refuses. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Content {...props} />
    </Modal>
  );
}
