import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LdapTestResult, ProviderDetail } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { configOf, toUpdate, valuesOf, type DirectoryValues } from './directory-values';
import { differences } from '../../lib/leaves';
import { lastTest } from './queries';
import type { DirectoryForm } from './use-directory-form';

export type DirectoryTest = {
  readonly result: LdapTestResult | null;
  readonly isRunning: boolean;
  readonly error: unknown;
  readonly run: () => void;
};

/** What is stored is tested as it is stored; what is in the form is sent along, and stored nowhere. */
function request(provider: ProviderDetail | null, values: DirectoryValues): Promise<LdapTestResult> {
  const isStored = provider !== null && differences(valuesOf(provider), values).length === 0;
  if (isStored) return api.providers.test(provider.id);
  const config = provider === null ? configOf(values.config) : toUpdate(values).config;
  return api.providers.testValues({
    kind: 'ldap',
    config: config ?? configOf(values.config),
    ...(provider && { providerId: provider.id }),
  });
}

/** Whether the values of a form are worth sending; what is wrong with them is marked, and the first of it focused. */
export function isWorthSending(form: DirectoryForm): boolean {
  const { hasErrors, errors } = form.validate();
  if (hasErrors) form.getInputNode(Object.keys(errors)[0] ?? '')?.focus();
  return !hasErrors;
}

/** `isReady` says whether the values are worth sending, and marks what is wrong with them. */
export function useTest(
  provider: ProviderDetail | null,
  valuesNow: () => DirectoryValues,
  isReady: () => boolean,
): DirectoryTest {
  const { t } = useTranslation('directories');
  const client = useQueryClient();
  const kept = lastTest(provider?.id ?? 'new');
  const { data } = useQuery(kept);
  const test = useMutation({
    mutationFn: () => request(provider, valuesNow()),
    onSuccess: (result) => {
      if (provider) client.setQueryData(kept.queryKey, result);
      const failed = result.steps.find(({ ok }) => !ok);
      announce(failed ? t('test.spokenFailed', { step: t(`test.step.${failed.name}`) }) : t('test.passed'));
    },
    gcTime: 0,
  });
  const run = () => {
    if (!test.isPending && isReady()) test.mutate();
  };
  const result = (provider ? data : test.data) ?? null;
  return { result, isRunning: test.isPending, error: test.error, run };
}
