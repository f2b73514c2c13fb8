import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsPreview, UpdateSettingsDto } from 'wardkeep/contracts';
import { isSettingName } from 'wardkeep/rules';
import { announce } from '../../lib/announce';
import { placeErrors, problemCode } from '../../lib/problems';
import { useFocusOnFlaw } from '../../lib/use-focus-on-flaw';
import { rehearse, settingsOf, updateSettings } from './queries';
import { bodyOf, pathsOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';

type Outcome = 'open' | 'saved' | 'stale' | 'unchanged';

/** What is about to be saved, and whom it concerns. */
export type Asked = {
  readonly body: UpdateSettingsDto;
  readonly version: number;
  readonly preview: SettingsPreview;
};

/** Save: the change is rehearsed, so that a refusal lands on its field before anybody is asked anything. */
export function useSaving(form: SettingsForm) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const update = useMutation(updateSettings(client, form.whose));
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isChecking, setChecking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>('open');
  const [failure, setFailure] = useState<string | null>(null);
  const focusFlaw = useFocusOnFlaw();

  const refused = (error: unknown) => {
    if (problemCode(error) === 'stale-version') return setOutcome('stale');
    const { fields, rest } = placeErrors(error, isSettingName);
    form.setErrors(fields);
    setFailure(rest);
    if (rest === null) focusFlaw();
  };

  const check = async () => {
    const body = bodyOf(form.edits);
    const { version } = form.settings;
    setChecking(true);
    setFailure(null);
    try {
      setAsked({ body, version, preview: await rehearse(form.whose, body, version) });
    } catch (error) {
      refused(error);
    } finally {
      setChecking(false);
    }
  };

  const save = () => {
    if (isChecking) return;
    if (pathsOf(form.edits).length === 0) return setOutcome('unchanged');
    setOutcome('open');
    if (form.check()) void check();
    else focusFlaw();
  };

  const confirm = async ({ body, version }: Asked, reason: string | undefined) => {
    try {
      await update.mutateAsync({ body, version, reason });
    } catch (error) {
      if (problemCode(error) !== 'stale-version') throw error;
      return setOutcome('stale');
    }
    form.discard();
    setOutcome('saved');
    announce(t('saved'));
  };

  const reload = async () => {
    await client.refetchQueries({ queryKey: settingsOf(form.whose).queryKey, exact: true });
    setOutcome('open');
  };

  return { asked, cancel: () => setAsked(null), isChecking, outcome, failure, save, confirm, reload };
}

export type Saving = ReturnType<typeof useSaving>;
