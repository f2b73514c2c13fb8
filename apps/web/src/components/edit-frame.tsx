import { Alert, Button } from '@mantine/core';
import { useRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '../lib/leaves';
import { useSaveKey } from '../lib/use-save-key';
import { FieldChanges } from './field-changes';
import { FormErrors } from './form-errors';
import { UnsavedGuard } from './unsaved-guard';
import classes from './edit-frame.module.css';
import layout from './layout.module.css';
import { SendButton } from './send-button';

/** What the frame needs to know of a form of settings. */
type Editing = {
  readonly failure: string | null;
  readonly isSaving: boolean;
  readonly outcome: 'open' | 'saved' | 'stale';
  /** What somebody else saved in between, with `stale`. */
  readonly theirs: readonly Change[];
  /** How many fields are changed. */
  readonly count: number;
  readonly isDirty: () => boolean;
  readonly discard: () => void;
  readonly onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
};

export type SettingWords = {
  readonly nameOf: (field: string) => string;
  readonly wordsOf: (field: string, value: unknown) => string;
};

type EditProps = { readonly editing: Editing; readonly words: SettingWords };

/** Somebody saved in between: what they changed is shown, and is kept when one saves again. */
function Stale({ editing, words: { nameOf, wordsOf } }: EditProps) {
  const { t } = useTranslation();
  return (
    <Alert role="alert" color="danger" title={t('form.conflictTitle')}>
      <p>{t('form.stale')}</p>
      <div className={classes.after}>
        <FieldChanges
          changes={editing.theirs.map(({ field, before, after }) => ({
            field,
            before: wordsOf(field, before),
            after: wordsOf(field, after),
          }))}
          fieldName={nameOf}
        />
      </div>
    </Alert>
  );
}

function SaveBar({ editing }: Pick<EditProps, 'editing'>) {
  const { t } = useTranslation();
  const { count, isSaving, outcome, discard } = editing;
  return (
    <div className={classes.bar} data-sticks={count > 0 || undefined}>
      <SendButton aria-disabled={isSaving}>{t(isSaving ? 'action.saving' : 'action.save')}</SendButton>
      {count > 0 && (
        <Button variant="default" onClick={discard}>
          {t('action.discard')}
        </Button>
      )}
      <span role="status" className={count > 0 ? classes.count : classes.saved}>
        {count > 0 ? t('form.changes', { count }) : outcome === 'saved' && t('form.saved')}
      </span>
    </div>
  );
}

/** The end of a form that makes something new. */
export function AddBar({ children }: { readonly children: ReactNode }) {
  return <div className={classes.bar}>{children}</div>;
}

type FrameProps = EditProps & { readonly label: string; readonly children: ReactNode };

/** A part of something's settings as a form, with what every such form has. */
export function EditFrame({ editing, words, label, children }: FrameProps) {
  const element = useRef<HTMLFormElement>(null);
  useSaveKey(element);
  return (
    <form ref={element} className={layout.form} onSubmit={editing.onSubmit} noValidate aria-label={label}>
      <UnsavedGuard isDirty={editing.isDirty} />
      <FormErrors error={editing.failure} />
      {editing.outcome === 'stale' && <Stale editing={editing} words={words} />}
      {children}
      <SaveBar editing={editing} />
    </form>
  );
}
