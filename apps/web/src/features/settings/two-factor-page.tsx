import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SettingName } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { useMay } from '../../lib/session';
import { AreaPage } from './area-page';
import { SettingRows, YesOrNo } from './setting-fields';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

type FormProps = { readonly form: SettingsForm };

const concerns = (path: SettingName) => path.startsWith('twoFactor.');

function Meaning({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const { required } = valuesOf(form).twoFactor;
  const which = required ? 'required' : 'optional';
  return (
    <ul className={classes.sentences}>
      <li>{t(`words.twoFactor.${which}`)}</li>
      <li>{t(`words.twoFactor.${which}Those`)}</li>
      <li>{t('words.twoFactor.elsewhere')}</li>
    </ul>
  );
}

function Fields({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const may = useMay();
  return (
    <Section title={t('section.twoFactor')} lead={t('section.twoFactorLead')}>
      <SettingRows>
        <YesOrNo form={form} path="twoFactor.required" />
      </SettingRows>
      {may('users:read', 'domain') && (
        <p className={classes.after}>
          <Link to="/users" search={{ twoFactor: 'not_enrolled' } as never} className={classes.link}>
            {t('whoHasNone')}
          </Link>
        </p>
      )}
    </Section>
  );
}

export function TwoFactorPage() {
  return (
    <AreaPage area="twoFactor" concerns={concerns} words={(form) => <Meaning form={form} />}>
      {(form) => <Fields form={form} />}
    </AreaPage>
  );
}
