import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail, UpdateProviderDto as UpdateBody } from 'wardkeep/contracts';
import { UpdateProviderDto } from 'wardkeep/contracts/dto';
import type { UseFormReturnType } from '@mantine/form';
import { announce } from '../../lib/announce';
import { problemCode } from '../../lib/problems';
import { useDtoForm } from '../../lib/use-dto-form';
import { toUpdate, valuesOf, type DirectoryValues } from './directory-values';
import { differences, laidOver, type Change } from './leaves';
import { directoryById, updateDirectory } from './queries';

export type DirectoryForm = UseFormReturnType<DirectoryValues>;
type Outcome = 'open' | 'saved' | 'stale';

/**
 * The directory as a form, whole, of which each page shows a part. What is sent is the newest state with the own changes
 * over it, so that what somebody else saved meanwhile stays.
 */
export function useDirectoryForm(provider: ProviderDetail) {
  const { t } = useTranslation('directories');
  const client = useQueryClient();
  const update = useMutation(updateDirectory(client));
  const [base, setBase] = useState(() => valuesOf(provider));
  const [values, setValues] = useState(base);
  const [outcome, setOutcome] = useState<Outcome>('open');

  const save = async (body: UpdateBody) => {
    try {
      const saved = valuesOf(await update.mutateAsync({ id: provider.id, version: provider.version, body }));
      setBase(saved);
      dtoForm.form.setValues(saved);
      setOutcome('saved');
      announce(t('form.saved'));
    } catch (error) {
      if (problemCode(error) !== 'stale-version') throw error;
      setOutcome('stale');
      await client.refetchQueries({ queryKey: directoryById(provider.id).queryKey, exact: true });
    }
  };
  const dtoForm = useDtoForm<DirectoryValues, UpdateBody>({
    Dto: UpdateProviderDto,
    initialValues: base,
    toBody: (mine) => toUpdate(laidOver(base, mine, valuesOf(provider))),
    onValues: (next) => {
      setValues(next);
      setOutcome((old) => (old === 'saved' ? 'open' : old));
    },
    save,
  });
  const discard = () => {
    dtoForm.form.setValues(valuesOf(provider));
    dtoForm.form.clearErrors();
    setBase(valuesOf(provider));
    setOutcome('open');
  };
  const theirs: readonly Change[] = outcome === 'stale' ? differences(base, valuesOf(provider)) : [];
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

export type DirectoryEditing = ReturnType<typeof useDirectoryForm>;
