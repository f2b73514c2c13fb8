import { UnstyledButton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SettingName, SettingValue } from 'wardkeep/rules';
import { floorOf, isOfPreset, mayGiveBack, settingAt } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import { useSettingWords } from './use-setting-words';
import classes from './settings.module.css';

export type SettingProps = { readonly form: SettingsForm; readonly path: SettingName };

/** Where a value comes from, and what the system asks of a Domain at least. */
function useOrigin({ form, path }: SettingProps): string {
  const { t } = useTranslation('settings');
  const { origin, locked } = settingAt(form.settings, path);
  if (locked) return t(origin === 'configuration' ? 'origin.locked' : 'origin.systemWide');
  return t(form.whose === null ? `origin.system.${origin}` : `origin.domain.${origin}`);
}

function Origin(props: SettingProps) {
  const { form, path } = props;
  const { t } = useTranslation('settings');
  const origin = useOrigin(props);
  const edit = form.edits[path];
  const setting = settingAt(form.settings, path);
  if (edit !== undefined) {
    return <span className={classes.changed}>{t(edit === null ? 'givenBack' : 'changed')}</span>;
  }
  const isOwn = setting.origin === (form.whose === null ? 'global' : 'domain');
  const isBrought = isOwn && isOfPreset(form.settings, path);
  return (
    <span className={classes.origin} data-own={(isOwn && !isBrought) || undefined}>
      {setting.locked && <IconLock size={13} aria-hidden="true" />}
      {isBrought ? t('origin.byMode') : origin}
    </span>
  );
}

/** Back to the saved value, or to the one that would hold without a choice here. */
function WayBack({ form, path }: SettingProps) {
  const { t } = useTranslation('settings');
  const { nameOf } = useSettingWords();
  const name = nameOf(path);
  const back = (value: SettingValue | null, words: string) => (
    <UnstyledButton
      className={classes.undo}
      aria-label={t(`${words}Of`, { name })}
      onClick={() => form.change(path, value)}
    >
      {t(words)}
    </UnstyledButton>
  );
  if (form.edits[path] !== undefined) return back(settingAt(form.settings, path).value, 'undo');
  if (!form.mayUpdate || !mayGiveBack(form, path)) return null;
  return back(null, form.whose === null ? 'useDefault' : 'useSystem');
}

/** A quiet line under a setting: its origin, the floor, and the way back. */
export function SettingMeta({ form, path }: SettingProps) {
  const { floorText } = useSettingWords();
  const floor = floorOf(form, path);
  return (
    <div className={classes.meta}>
      <Origin form={form} path={path} />
      {floor && <span>{floorText(path, floor)}</span>}
      <WayBack form={form} path={path} />
    </div>
  );
}
