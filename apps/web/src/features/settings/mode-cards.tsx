import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PASSWORD_MODES, type PasswordMode } from 'wardkeep/contracts';
import { SettingMeta } from './setting-meta';
import { isFixed } from './setting-fields';
import { valueAt } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

const PATH = 'passwords.mode';

function ModeWords({ mode }: { readonly mode: PasswordMode }) {
  const { t } = useTranslation('settings');
  return (
    <>
      <strong>{t(`mode.${mode}.name`)}</strong>
      <span className="dimmed">{t(`mode.${mode}.text`)}</span>
    </>
  );
}

/** Three ways to think of passwords: choosing one brings its rules. */
export function ModeCards({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  const mode = valueAt(form, PATH) as PasswordMode | null;
  if (mode !== null && isFixed(form, PATH)) {
    return (
      <div>
        <div className={classes.mode} data-checked>
          <ModeWords mode={mode} />
        </div>
        <SettingMeta form={form} path={PATH} />
      </div>
    );
  }
  return (
    <div>
      <Radio.Group aria-label={t(`field.${PATH}`)} value={mode} onChange={(next) => form.change(PATH, next)}>
        <div className={classes.modes}>
          {PASSWORD_MODES.map((one) => (
            <Radio
              key={one}
              name={PATH}
              value={one}
              classNames={{ root: classes.mode, label: classes.modeLabel }}
              label={<ModeWords mode={one} />}
            />
          ))}
        </div>
      </Radio.Group>
      <SettingMeta form={form} path={PATH} />
    </div>
  );
}
