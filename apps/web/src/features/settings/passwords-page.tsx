import { useTranslation } from 'react-i18next';
import type { SettingName } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { AreaPage } from './area-page';
import { Deviations } from './deviations';
import { ModeCards } from './mode-cards';
import { NamingChoice } from './naming-choice';
import { PasswordWords } from './password-words';
import { SettingRows, WholeNumber, YesOrNo } from './setting-fields';
import type { SettingsForm } from './use-settings-form';

const concerns = (path: SettingName) => path.startsWith('passwords.') || path === 'forgotPassword' || path === 'naming';

function Rules({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <Section title={t('section.mode')} lead={t('section.modeLead')}>
        <ModeCards form={form} />
      </Section>
      <Section title={t('section.composition')}>
        <SettingRows>
          <WholeNumber form={form} path="passwords.minLength" />
          <WholeNumber form={form} path="passwords.maxLength" />
          <YesOrNo form={form} path="passwords.requireUpper" />
          <YesOrNo form={form} path="passwords.requireLower" />
          <YesOrNo form={form} path="passwords.requireDigit" />
          <YesOrNo form={form} path="passwords.requireSpecial" />
          <YesOrNo form={form} path="passwords.blocklist" />
        </SettingRows>
      </Section>
      <Section title={t('section.age')}>
        <SettingRows>
          <WholeNumber form={form} path="passwords.maxAgeDays" />
          <WholeNumber form={form} path="passwords.history" />
        </SettingRows>
      </Section>
    </>
  );
}

function Fields({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <Rules form={form} />
      <Section title={t('section.recovery')}>
        <SettingRows>
          <YesOrNo form={form} path="passwords.temporaryPasswords" />
          <YesOrNo form={form} path="forgotPassword" />
        </SettingRows>
      </Section>
      <Section title={t('section.names')} lead={t('section.namesLead')}>
        <NamingChoice form={form} />
      </Section>
      <Deviations form={form} />
    </>
  );
}

export function PasswordsPage() {
  return (
    <AreaPage area="passwords" concerns={concerns} words={(form) => <PasswordWords form={form} />}>
      {(form) => <Fields form={form} />}
    </AreaPage>
  );
}
