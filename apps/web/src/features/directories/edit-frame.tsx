import { Alert, Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldChanges } from '../../components/field-changes';
import { FormErrors } from '../../components/form-errors';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { useSettingWords } from './use-setting-words';
import type { DirectoryEditing } from './use-directory-form';
import classes from './directories.module.css';

type EditProps = { readonly editing: DirectoryEditing };

/** Somebody saved in between: what they changed is shown, and is kept when one saves again. */
function Stale({ editing }: EditProps) {
  const { t } = useTranslation('directories');
  const { nameOf, wordsOf } = useSettingWords();
  return (
    <Alert role="alert" color="danger" title={t('common:form.conflictTitle')}>
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

function SaveBar({ editing }: EditProps) {
  const { t } = useTranslation('directories');
  const { count, isSaving, outcome, discard } = editing;
  return (
    <div className={classes.bar} data-sticks={count > 0 || undefined}>
      <Button type="submit" aria-disabled={isSaving}>
        {t(isSaving ? 'common:action.saving' : 'common:action.save')}
      </Button>
      {count > 0 && (
        <Button variant="default" onClick={discard}>
          {t('common:action.discard')}
        </Button>
      )}
      <span role="status" className={count > 0 ? classes.count : classes.saved}>
        {count > 0 ? t('form.changes', { count }) : outcome === 'saved' && t('form.saved')}
      </span>
    </div>
  );
}

type FrameProps = EditProps & { readonly label: string; readonly children: ReactNode };

/** A part of the directory as a form, with what every such form has. */
export function EditFrame({ editing, label, children }: FrameProps) {
  const element = useRef<HTMLFormElement>(null);
  useHotkeys([['mod+S', () => element.current?.requestSubmit()]], []);
  return (
    <form ref={element} className={classes.form} onSubmit={editing.onSubmit} noValidate aria-label={label}>
      <UnsavedGuard isDirty={editing.isDirty} />
      <FormErrors error={editing.failure} />
      {editing.outcome === 'stale' && <Stale editing={editing} />}
      {children}
      <SaveBar editing={editing} />
    </form>
  );
}
