import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
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

const hasTyped = (typed: string, name: string) => typed.trim().toLowerCase() === name.toLowerCase();

/** What is given in the dialog, and the write itself: it closes when that is done and stays when it is refused. */
function useConfirming({ level, name = '', onConfirm, onClose }: ConfirmDialogProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const write = async () => {
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    const matches = level < 3 || hasTyped(typed, name);
    setMismatch(!matches);
    if (matches) void write();
  };
  const type = (value: string) => {
    setTyped(value);
    setMismatch(false);
  };
  return { reason, setReason, typed, type, mismatch, working, error, submit };
}

function Reason({ value, onChange }: { readonly value: string; readonly onChange: (reason: string) => void }) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('confirm.reason')}
      description={t('confirm.reasonHelp')}
      maxLength={LIMITS.reasonLength}
      autosize
      minRows={2}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type TypedNameProps = {
  readonly name: string;
  readonly value: string;
  readonly mismatch: boolean;
  readonly onChange: (typed: string) => void;
};

function TypedName({ name, value, mismatch, onChange }: TypedNameProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      data-autofocus
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: 'mono' }}
      label={t('confirm.type', { name })}
      value={value}
      error={mismatch && t('confirm.typeWrong')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Mounted only while open, so that it starts empty each time. */
function Content(props: ConfirmDialogProps) {
  const { onClose, action, level, children, dryRun, name = '' } = props;
  const { t } = useTranslation();
  const { reason, setReason, typed, type, mismatch, working, error, submit } = useConfirming(props);
  const effects = useQuery({
    queryKey: ['dry-run', action, name],
    queryFn: () => dryRun?.() ?? null,
    enabled: dryRun !== undefined,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  return (
    <form className={classes.content} noValidate onSubmit={submit}>
      <FormErrors error={error} title={t('confirm.refused')} />
      <div>{children}</div>
      {dryRun && <Effects query={effects} />}
      {level >= 2 && <Reason value={reason} onChange={setReason} />}
      {level === 3 && <TypedName name={name} value={typed} mismatch={mismatch} onChange={type} />}
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
