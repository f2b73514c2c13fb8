import { useTranslation } from 'react-i18next';
import { LIMITS } from 'wardkeep/contracts';
import type { SettingName } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import { AreaPage } from './area-page';
import { SettingRows, YesOrNo } from './setting-fields';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

const REASONS = ['deleteUser', 'roleToAdministrator', 'resetTwoFactor', 'exportSensitive'] as const;

type FormProps = { readonly form: SettingsForm };

const concerns = (path: SettingName) => path.startsWith('reasons.');

function Meaning({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const format = useFormats();
  const { reasons } = valuesOf(form);
  const asked = REASONS.filter((one) => reasons[one]).map((one) => t(`words.reasons.${one}`));
  return (
    <ul className={classes.sentences}>
      <li>
        {asked.length === 0 ? t('words.reasons.none') : t('words.reasons.asked', { actions: format.list(asked) })}
      </li>
      <li>{t('words.reasons.kept', { most: format.number(LIMITS.reasonLength) })}</li>
      <li>{t('words.reasons.everywhere')}</li>
    </ul>
  );
}

function Fields({ form }: FormProps) {
  const { t } = useTranslation('settings');
  return (
    <Section title={t('section.reasons')} lead={t('section.reasonsLead')}>
      <SettingRows>
        {REASONS.map((one) => (
          <YesOrNo key={one} form={form} path={`reasons.${one}`} />
        ))}
      </SettingRows>
    </Section>
  );
}

export function ReasonsPage() {
  return (
    <AreaPage area="reasons" concerns={concerns} words={(form) => <Meaning form={form} />}>
      {(form) => <Fields form={form} />}
    </AreaPage>
  );
}
