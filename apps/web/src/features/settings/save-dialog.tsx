import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type SettingsPreview } from 'wardkeep/contracts';
import type { SettingName, SettingValue } from 'wardkeep/rules';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FieldChanges } from '../../components/field-changes';
import { useFormats } from '../../lib/formats';
import { changesOf } from './setting-values';
import type { Asked, Saving } from './use-saving';
import type { SettingsForm } from './use-settings-form';
import { useSettingWords } from './use-setting-words';
import classes from './settings.module.css';

const CONCERNED = ['passwordsExpiring', 'passwordsToCheck', 'toEnrol', 'sessionsOver'] as const;

/** Whom the change would concern, one sentence for each way of it. */
function Concerned({ preview }: { readonly preview: SettingsPreview }) {
  const { t } = useTranslation('settings');
  const format = useFormats();
  const found = CONCERNED.filter((what) => preview[what] > 0);
  const numberOf = (count: number) =>
    count < LIMITS.countedRows ? format.number(count) : t('atLeast', { number: format.number(count) });
  return (
    <section className={classes.concerned}>
      <h3>{t('preview.title')}</h3>
      {found.length === 0 ? (
        <p className="dimmed">{t('preview.nobody')}</p>
      ) : (
        <ul>
          {found.map((what) => (
            <li key={what}>{t(`preview.${what}`, { count: preview[what], number: numberOf(preview[what]) })}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Changes({ form }: { readonly form: SettingsForm }) {
  const { nameOf, text } = useSettingWords();
  const wordsOf = (path: string, value: unknown) => text(path as SettingName, value as SettingValue | null);
  const changes = changesOf(form).map(({ field, before, after }) => ({
    field,
    before: wordsOf(field, before),
    after: wordsOf(field, after),
  }));
  return <FieldChanges changes={changes} fieldName={nameOf} />;
}

type SaveDialogProps = { readonly form: SettingsForm; readonly saving: Saving; readonly count: number };

/** What changes, whom it concerns and what ends, before it is saved. It keeps its words while it fades. */
export function SaveDialog({ form, saving, count }: SaveDialogProps) {
  const { t } = useTranslation('settings');
  const { asked, cancel, confirm } = saving;
  const [last, setLast] = useState<Asked | null>(null);
  if (asked !== null && asked !== last) setLast(asked);
  if (last === null) return null;
  return (
    <ConfirmDialog
      opened={asked !== null}
      onClose={cancel}
      title={t(form.whose === null ? 'ask.system' : 'ask.domain')}
      action={t('ask.action', { count })}
      level={2}
      onConfirm={({ reason }) => confirm(last, reason)}
    >
      <div className={classes.asked}>
        <Changes form={form} />
        <Concerned preview={last.preview} />
      </div>
    </ConfirmDialog>
  );
}
