import { useTranslation } from 'react-i18next';
import type { SettingName } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import { AreaPage } from './area-page';
import { SettingRows, WholeNumber, YesOrNo } from './setting-fields';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

type FormProps = { readonly form: SettingsForm };

const concerns = (path: SettingName) => path.startsWith('sessions.');

function Example({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const format = useFormats();
  const { allowConcurrentLogin, maxConcurrent, idleMinutes, absoluteMinutes } = valuesOf(form).sessions;
  return (
    <ul className={classes.sentences}>
      <li>{allowConcurrentLogin ? t('words.several', { count: maxConcurrent }) : t('words.one')}</li>
      <li>{t('words.idle', { idle: format.duration(idleMinutes) })}</li>
      <li>{t('words.absolute', { absolute: format.duration(absoluteMinutes) })}</li>
      <li>{t('words.endedAtOnce')}</li>
    </ul>
  );
}

function Fields({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const { allowConcurrentLogin } = valuesOf(form).sessions;
  return (
    <>
      <Section title={t('section.concurrent')}>
        <SettingRows>
          <YesOrNo form={form} path="sessions.allowConcurrentLogin" />
          {allowConcurrentLogin && <WholeNumber form={form} path="sessions.maxConcurrent" />}
        </SettingRows>
      </Section>
      <Section title={t('section.ends')} lead={t('section.endsLead')}>
        <SettingRows>
          <WholeNumber form={form} path="sessions.idleMinutes" />
          <WholeNumber form={form} path="sessions.absoluteMinutes" />
        </SettingRows>
      </Section>
    </>
  );
}

export function SessionsPage() {
  return (
    <AreaPage area="sessions" concerns={concerns} words={(form) => <Example form={form} />}>
      {(form) => <Fields form={form} />}
    </AreaPage>
  );
}
