import { useTranslation } from 'react-i18next';
import type { SettingName } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import { AreaPage } from './area-page';
import { SettingRows, WholeNumber } from './setting-fields';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

type FormProps = { readonly form: SettingsForm };

const concerns = (path: SettingName) => path.startsWith('lockout.');

function Example({ form }: FormProps) {
  const { t } = useTranslation('settings');
  const format = useFormats();
  const { lockout } = valuesOf(form);
  const { maxFailures, windowMinutes, lockMinutes, addressSlowAfter, addressRefuseAfter } = lockout;
  const window = format.duration(windowMinutes);
  return (
    <ul className={classes.sentences}>
      <li className={classes.example}>
        {lockMinutes === 0
          ? t('words.lockForGood', { count: maxFailures, window })
          : t('words.lock', { count: maxFailures, window, lock: format.duration(lockMinutes) })}
      </li>
      <li>{t('words.lockCounts')}</li>
      <li>{t('words.lockTold')}</li>
      {form.whose === null && (
        <li>
          {t('words.address', {
            slow: format.number(addressSlowAfter),
            refuse: format.number(addressRefuseAfter),
            window,
          })}
        </li>
      )}
    </ul>
  );
}

function Fields({ form }: FormProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <Section title={t('section.accounts')} lead={t('section.accountsLead')}>
        <SettingRows>
          <WholeNumber form={form} path="lockout.maxFailures" />
          <WholeNumber form={form} path="lockout.windowMinutes" />
          <WholeNumber form={form} path="lockout.lockMinutes" />
        </SettingRows>
      </Section>
      {form.whose === null && (
        <Section title={t('section.addresses')} lead={t('section.addressesLead')}>
          <SettingRows>
            <WholeNumber form={form} path="lockout.addressSlowAfter" />
            <WholeNumber form={form} path="lockout.addressRefuseAfter" />
          </SettingRows>
        </Section>
      )}
    </>
  );
}

export function LockoutPage() {
  return (
    <AreaPage area="lockout" concerns={concerns} words={(form) => <Example form={form} />}>
      {(form) => <Fields form={form} />}
    </AreaPage>
  );
}
