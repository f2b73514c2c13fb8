import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NAMING_FORMS } from 'wardkeep/contracts';
import { SettingMeta } from './setting-meta';
import { isFixed } from './setting-fields';
import { valueAt } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

/** Which characters the names of people may have. */
export function NamingChoice({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  const value = String(valueAt(form, 'naming'));
  return (
    <div>
      {isFixed(form, 'naming') ? (
        <p>
          <strong>{t(`naming.${value}`)}</strong> <span className="dimmed">{t(`naming.${value}Help`)}</span>
        </p>
      ) : (
        <Radio.Group aria-label={t('field.naming')} value={value} onChange={(next) => form.change('naming', next)}>
          <div className={classes.ways}>
            {NAMING_FORMS.map((one) => (
              <Radio
                key={one}
                name="naming"
                value={one}
                label={t(`naming.${one}`)}
                description={t(`naming.${one}Help`)}
              />
            ))}
          </div>
        </Radio.Group>
      )}
      <SettingMeta form={form} path="naming" />
    </div>
  );
}
