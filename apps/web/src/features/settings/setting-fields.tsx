import { Checkbox, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingName } from 'wardkeep/rules';
import { SettingMeta, type SettingProps } from './setting-meta';
import { boundsOf, floorOf, settingAt, valueAt } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import { useSettingWords } from './use-setting-words';
import classes from './settings.module.css';

/** Whether the value is only told: set in the configuration, demanded by the system, or not the reader's to change. */
export function isFixed(form: SettingsForm, path: SettingName): boolean {
  const setting = settingAt(form.settings, path);
  const floor = floorOf(form, path);
  const isDemanded = (floor?.kind === 'on' || floor?.kind === 'off') && setting.value === setting.floor;
  return !form.mayUpdate || setting.locked || isDemanded;
}

const isTold = (form: SettingsForm, path: SettingName) => isFixed(form, path) || form.edits[path] === null;

function Told({ form, path }: SettingProps) {
  const { t } = useTranslation('settings');
  const { nameOf, text } = useSettingWords();
  return (
    <div className={classes.setting}>
      <dl className={classes.told}>
        <dt>{nameOf(path)}</dt>
        <dd>{text(path, valueAt(form, path))}</dd>
      </dl>
      <p className={classes.help}>{t(`help.${path}`, { defaultValue: '' })}</p>
      <SettingMeta form={form} path={path} />
    </div>
  );
}

export function WholeNumber({ form, path }: SettingProps) {
  const { t } = useTranslation('settings');
  const { nameOf, unitOf, hint } = useSettingWords();
  if (isTold(form, path)) return <Told form={form} path={path} />;
  const value = valueAt(form, path);
  const [least, most] = boundsOf(path) ?? [0, Number.MAX_SAFE_INTEGER];
  const unit = unitOf(path, Number(value));
  const inWords = hint(path, value);
  return (
    <div className={classes.setting}>
      <NumberInput
        classNames={{ root: classes.field, wrapper: classes.input }}
        label={nameOf(path)}
        description={
          <>
            {t(`help.${path}`, { defaultValue: '' })}
            {inWords && <span className={classes.hint}>{inWords}</span>}
          </>
        }
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        name={path}
        suffix={unit && ` ${unit}`}
        min={least}
        max={most}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={value as number | string}
        error={form.errors[path]}
        onChange={(next) => form.change(path, next)}
      />
      <SettingMeta form={form} path={path} />
    </div>
  );
}

export function YesOrNo({ form, path }: SettingProps) {
  const { t } = useTranslation('settings');
  const { nameOf } = useSettingWords();
  if (isTold(form, path)) return <Told form={form} path={path} />;
  return (
    <div className={classes.setting}>
      <Checkbox
        name={path}
        label={nameOf(path)}
        description={t(`help.${path}`, { defaultValue: '' })}
        checked={valueAt(form, path) === true}
        error={form.errors[path]}
        onChange={(event) => form.change(path, event.currentTarget.checked)}
      />
      <SettingMeta form={form} path={path} />
    </div>
  );
}

export function SettingRows({ children }: { readonly children: ReactNode }) {
  return <div className={classes.settings}>{children}</div>;
}
