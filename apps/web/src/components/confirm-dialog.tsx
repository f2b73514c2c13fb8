import { Button, Modal, TextInput, type ModalProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DryRun } from 'wardkeep/contracts';
import type { AskedFor } from '../lib/reason';
import { Effects } from './effects';
import { FormErrors } from './form-errors';
import { ReasonField } from './reason-field';
import { useConfirming, type Confirmed } from './use-confirming';
import classes from './confirm-dialog.module.css';
import { SendButton } from './send-button';

export type { Confirmed } from './use-confirming';

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
  /** What the dry run depends on beside the name: another one is asked when it changes. */
  readonly given?: string | undefined;
  /** What must be typed at level 3. */
  readonly name?: string | undefined;
  /** The kind of action for which a Domain may ask a reason. */
  readonly asksReasonFor?: AskedFor | undefined;
  /** What a dry run found that was made before the question. */
  readonly warnings?: readonly string[] | undefined;
  /** Asked before anything is sent; what lacks is shown by whoever says no. */
  readonly isReady?: (() => boolean) | undefined;
  readonly size?: ModalProps['size'];
  /** Large, yet nothing is taken from anybody. */
  readonly tone?: 'plain' | undefined;
  readonly onConfirm: (given: Confirmed) => Promise<unknown>;
};

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

function useEffectsOf({ action, name = '', given = '', dryRun }: ConfirmDialogProps) {
  return useQuery({
    queryKey: ['dry-run', action, name, given],
    queryFn: () => dryRun?.() ?? null,
    enabled: dryRun !== undefined,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
}

type ButtonsProps = Pick<ConfirmDialogProps, 'action' | 'level' | 'tone' | 'onClose'> & { readonly working: boolean };

function Buttons({ action, level, tone, working, onClose }: ButtonsProps) {
  const { t } = useTranslation();
  const isDanger = level > 1 && tone === undefined;
  return (
    <div className={classes.buttons}>
      <Button variant="default" onClick={onClose} {...(level < 3 && { 'data-autofocus': true })}>
        {t('action.cancel')}
      </Button>
      <SendButton {...(isDanger && { color: 'danger' })} aria-disabled={working}>
        {working ? t('confirm.working') : action}
      </SendButton>
    </div>
  );
}

const warningsOf = ({ warnings = [] }: ConfirmDialogProps, found: DryRun | null | undefined) => [
  ...warnings,
  ...(found?.warnings ?? []),
];

/** Mounted only while open, so that it starts empty each time. */
function Content(props: ConfirmDialogProps) {
  const { level, children, dryRun, name = '' } = props;
  const { t } = useTranslation();
  const effects = useEffectsOf(props);
  const warnings = warningsOf(props, effects.data);
  const { form, submit, working, error, reason, typed } = useConfirming({ ...props, warnings });
  return (
    <form ref={form} className={classes.content} noValidate onSubmit={submit}>
      <FormErrors error={error} title={t('confirm.refused')} />
      <div>{children}</div>
      {dryRun && <Effects query={effects} />}
      {(level >= 2 || reason.isAsked) && <ReasonField {...reason} />}
      {level === 3 && <TypedName name={name} {...typed} />}
      <Buttons {...props} working={working} />
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
      size={props.size ?? 'md'}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Content {...props} />
    </Modal>
  );
}
