import { useQuery } from '@tanstack/react-query';
import { useRef, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from 'wardkeep/contracts';
import type { SettingName } from 'wardkeep/rules';
import { FormErrors } from '../../components/form-errors';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { Section } from '../../components/section';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { useMay } from '../../lib/session';
import { useTitle } from '../../lib/titles';
import { useSaveKey } from '../../lib/use-save-key';
import { settingsOf, type Whose } from './queries';
import { SaveBar, Stale } from './save-bar';
import { SaveDialog } from './save-dialog';
import { pathsOf } from './setting-values';
import { SettingsHistory } from './settings-history';
import { useSaving } from './use-saving';
import { useSettingsForm, type SettingsForm } from './use-settings-form';
import { useWhose } from './use-whose';
import classes from './settings.module.css';

type AreaProps = {
  readonly area: 'passwords' | 'lockout' | 'sessions' | 'twoFactor' | 'reasons';
  /** The settings that the area is about, for its history. */
  readonly concerns: (path: SettingName) => boolean;
  readonly children: (form: SettingsForm) => ReactNode;
  /** What the values in the form mean, in sentences. */
  readonly words: (form: SettingsForm) => ReactNode;
};

type LoadedProps = AreaProps & {
  readonly whose: Whose;
  readonly settings: Settings;
  readonly mayUpdate: boolean;
};

function AreaForm({ children, whose, settings, mayUpdate, words, area, concerns }: LoadedProps) {
  const { t } = useTranslation('settings');
  const may = useMay();
  const element = useRef<HTMLFormElement>(null);
  const form = useSettingsForm(whose, settings, mayUpdate);
  const saving = useSaving(form);
  const count = pathsOf(form.edits).length;
  useSaveKey(element);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.save();
  };
  return (
    <div className={classes.columns}>
      <form ref={element} className={classes.form} onSubmit={submit} noValidate aria-label={t(`area.${area}`)}>
        <UnsavedGuard isDirty={() => count > 0} />
        <FormErrors error={saving.failure} />
        {saving.outcome === 'stale' && <Stale onReload={() => void saving.reload()} />}
        {!mayUpdate && <p className="dimmed">{t('readOnly')}</p>}
        {children(form)}
        {mayUpdate && <SaveBar saving={saving} count={count} onDiscard={form.discard} />}
      </form>
      <div className={classes.aside}>
        <Section title={t('inWords')}>{words(form)}</Section>
        {may('audit:read', 'domain') && <SettingsHistory concerns={concerns} />}
      </div>
      <SaveDialog form={form} saving={saving} count={count} />
    </div>
  );
}

/** One area of the settings: its form beside what it means, and who changed it. */
export function AreaPage(props: AreaProps) {
  const { t } = useTranslation('settings');
  const { whose, mayUpdate } = useWhose();
  const query = useQuery(settingsOf(whose));
  useTitle(t(`area.${props.area}`), t('title'));
  if (query.data) {
    return <AreaForm key={whose ?? 'system'} {...props} whose={whose} settings={query.data} mayUpdate={mayUpdate} />;
  }
  if (query.error) return <ListFailed error={query.error} onRetry={() => void query.refetch()} />;
  return <ListSkeleton />;
}
