import { useForm, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { dtoResolver } from './dto-resolver';
import { placeErrors } from './problems';

type Values = Record<string, unknown>;

export type DtoForm<V extends Values> = {
  readonly form: UseFormReturnType<V>;
  /** For `<FormErrors>`: what belongs to no field. */
  readonly failure: string | null;
  readonly isSaving: boolean;
  readonly onSubmit: (event?: React.FormEvent<HTMLFormElement>) => void;
};

type Options<V extends Values, T extends object> = {
  readonly Dto: new () => T;
  readonly initialValues: V;
  /** The form's values as the body that is checked and sent. */
  readonly toBody: (values: V) => T;
  readonly save: (body: T) => Promise<unknown>;
  /** Told of every change, for what is shown beside the fields. */
  readonly onValues?: (values: V) => void;
};

function pathExists(values: unknown, path: string): boolean {
  let at: unknown = values;
  for (const part of path.split('.')) {
    if (at === null || typeof at !== 'object' || !(part in at)) return false;
    at = (at as Values)[part];
  }
  return true;
}

/**
 * A form checked by the class the API checks with: on submit, then on change for what is wrong. A refusal lands on its
 * field, the rest in `failure`. A second submit while saving does nothing.
 */
export function useDtoForm<V extends Values, T extends object>(options: Options<V, T>): DtoForm<V> {
  const { Dto, initialValues, toBody, save } = options;
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const form = useForm<V>({
    mode: 'uncontrolled',
    initialValues,
    validate: dtoResolver(Dto, toBody),
    onValuesChange: (values, before) => {
      setFailure((old) => (before ? null : old));
      options.onValues?.(values);
    },
  });

  const focusFirst = (errors: object) => form.getInputNode(Object.keys(errors)[0] as never)?.focus();

  const send = async (values: V) => {
    if (isSaving) return;
    setSaving(true);
    setFailure(null);
    try {
      await save(toBody(values));
      form.resetDirty();
    } catch (error) {
      const { fields, rest } = placeErrors(error, (path) => pathExists(form.getValues(), path));
      form.setErrors(fields);
      setFailure(rest);
      if (rest === null) focusFirst(fields);
    } finally {
      setSaving(false);
    }
  };

  return { form, failure, isSaving, onSubmit: form.onSubmit((values) => void send(values), focusFirst) };
}
