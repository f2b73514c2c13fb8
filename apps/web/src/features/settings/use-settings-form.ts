import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from 'wardkeep/contracts';
import type { SettingName, SettingValue } from 'wardkeep/rules';
import { useFormats } from '../../lib/formats';
import type { Whose } from './queries';
import { afterEdit, boundsOf, isOutside, pathsOf, remaining, type Draft, type Edits } from './setting-values';

type Errors = { readonly [path: string]: string };

export type SettingsForm = Draft & {
  readonly errors: Errors;
  readonly mayUpdate: boolean;
  /** `null` gives the value back. */
  readonly change: (path: SettingName, value: SettingValue | null) => void;
  readonly discard: () => void;
  readonly setErrors: (errors: Errors) => void;
  /** Marks what nobody may choose; whether there was nothing of it. */
  readonly check: () => boolean;
};

function useBoundsCheck() {
  const { t } = useTranslation('settings');
  const format = useFormats();
  return (edits: Edits): Errors => {
    const outside = pathsOf(edits).filter((path) => isOutside(path, edits[path] ?? null));
    return Object.fromEntries(
      outside.map((path) => {
        const [least, most] = boundsOf(path) ?? [0, 0];
        return [path, t('outside', { least: format.number(least), most: format.number(most) })];
      }),
    );
  };
}

/**
 * What was changed beside what holds. Only the changes are kept, so that settings which somebody else saved meanwhile
 * come in underneath them.
 */
export function useSettingsForm(whose: Whose, settings: Settings, mayUpdate: boolean): SettingsForm {
  const [kept, setEdits] = useState<Edits>({});
  const [errors, setErrors] = useState<Errors>({});
  const problemsOf = useBoundsCheck();
  const edits = remaining({ whose, settings, edits: kept });
  const draft = { whose, settings, edits };
  const change = (path: SettingName, value: SettingValue | null) => {
    setEdits(afterEdit(draft, path, value));
    setErrors(Object.fromEntries(Object.entries(errors).filter(([wrong]) => wrong !== path)));
  };
  return {
    ...draft,
    errors,
    mayUpdate,
    change,
    discard: () => {
      setEdits({});
      setErrors({});
    },
    setErrors,
    check: () => {
      const found = problemsOf(edits);
      setErrors(found);
      return Object.keys(found).length === 0;
    },
  };
}
