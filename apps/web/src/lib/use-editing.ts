import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from './announce';
import { differences, laidOver, type Change } from './leaves';
import { problemCode } from './problems';
import { useDtoForm } from './use-dto-form';

type Values = Record<string, unknown>;

type Options<V extends Values, T extends object> = {
  readonly Dto: new () => T;
  /** The newest stored state, as the form's values. */
  readonly stored: V;
  readonly toBody: (values: V) => T;
  /** Answers what is stored now. */
  readonly save: (body: T) => Promise<V>;
  /** Fetches the newest state, after somebody else was first. */
  readonly refresh: () => Promise<unknown>;
};

export type Editing<V extends Values> = ReturnType<typeof useEditing<V, object>>;
export type EditingForm<V extends Values> = UseFormReturnType<V>;

/**
 * Settings as a form, whole, of which each page shows a part. What is sent is the newest state with the own changes over
 * it, so that what somebody else saved meanwhile stays.
 */
export function useEditing<V extends Values, T extends object>({ Dto, stored, toBody, save, refresh }: Options<V, T>) {
  const { t } = useTranslation();
  const [base, setBase] = useState(stored);
  const [values, setValues] = useState(base);
  const [outcome, setOutcome] = useState<'open' | 'saved' | 'stale'>('open');

  const start = (next: V, result: 'open' | 'saved') => {
    setBase(next);
    dtoForm.form.setValues(next);
    setOutcome(result);
  };
  const send = async (body: T) => {
    try {
      start(await save(body), 'saved');
      announce(t('form.saved'));
    } catch (error) {
      if (problemCode(error) !== 'stale-version') throw error;
      setOutcome('stale');
      await refresh();
    }
  };
  const dtoForm = useDtoForm<V, T>({
    Dto,
    initialValues: base,
    toBody: (mine) => toBody(laidOver(base, mine, stored)),
    onValues: (next) => {
      setValues(next);
      setOutcome((old) => (old === 'saved' ? 'open' : old));
    },
    save: send,
  });
  const discard = () => {
    start(stored, 'open');
    dtoForm.form.clearErrors();
  };
  const theirs: readonly Change[] = outcome === 'stale' ? differences(base, stored) : [];
  return {
    ...dtoForm,
    values,
    outcome,
    theirs,
    count: differences(base, values).length,
    isDirty: () => differences(base, dtoForm.form.getValues()).length > 0,
    discard,
  };
}
