import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LdapTestEntry, ProviderDetail } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { RoleSelect } from '../../components/role-select';
import { Section } from '../../components/section';
import { AttributeFields } from './attribute-fields';
import { EditFrame } from '../../components/edit-frame';
import { GroupFields } from './group-fields';
import { lastTest } from './queries';
import { SampleSwitch } from './sample-switch';
import { MappingTold } from './told';
import { useDirectory } from './use-directory';
import { useSettingWords } from './use-setting-words';
import { useDirectoryForm, type DirectoryEditing } from './use-directory-form';
import { useRoleName } from '../../lib/use-role-name';
import { isWorthSending, useTest } from './use-test';
import layout from '../../components/layout.module.css';

type PageProps = { readonly provider: ProviderDetail };

function DefaultRole({ editing, held }: { readonly editing: DirectoryEditing; readonly held: string | null }) {
  const { t } = useTranslation('directories');
  const { form } = editing;
  return (
    <div className={layout.fields}>
      <RoleSelect
        clearable
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
        held={held ?? undefined}
        label={t('field.defaultRoleId')}
        description={t('help.defaultRoleId')}
        placeholder={t('role.readOnly')}
        key={form.key('config.defaultRoleId')}
        {...form.getInputProps('config.defaultRoleId')}
      />
    </div>
  );
}

/** One of the entries that the last test found, to map by looking. */
function useSample(provider: ProviderDetail) {
  const { data } = useQuery(lastTest(provider.id));
  const [index, setIndex] = useState(0);
  const entries: readonly LdapTestEntry[] = data?.entries ?? [];
  return { entries, index: Math.min(index, Math.max(0, entries.length - 1)), setIndex };
}

function Editable({ provider }: PageProps) {
  const { t } = useTranslation('directories');
  const editing = useDirectoryForm(provider);
  const words = useSettingWords();
  const { form, values } = editing;
  const test = useTest(
    provider,
    () => form.getValues(),
    () => isWorthSending(form),
  );
  const sample = useSample(provider);
  const entry = sample.entries[sample.index] ?? null;
  return (
    <EditFrame editing={editing} words={words} label={t('tab.mapping')}>
      <Section
        title={t('part.attributes')}
        lead={t('part.attributesLead')}
        aside={<SampleSwitch {...sample} test={test} mayTest={provider.actions.includes('test')} />}
      >
        <FormErrors error={test.error} title={t('test.notRun')} />
        {test.result && test.result.entries.length === 0 && (
          <Alert className={layout.notice} color="danger">
            {t('sample.noneFound')}
          </Alert>
        )}
        <AttributeFields form={form} values={values} entry={entry} />
      </Section>
      <Section title={t('part.roles')} lead={t('part.rolesLead')}>
        <div className={layout.stack}>
          <GroupFields editing={editing} provider={provider} entries={sample.entries} />
          <DefaultRole editing={editing} held={provider.config.defaultRoleId} />
        </div>
      </Section>
    </EditFrame>
  );
}

function ReadOnly({ provider }: PageProps) {
  const roleName = useRoleName();
  return <MappingTold config={provider.config} roleName={roleName} />;
}

export function MappingPage() {
  const provider = useDirectory();
  if (!provider) return null;
  return (
    <div className={layout.narrow}>
      {provider.actions.includes('update') ? <Editable provider={provider} /> : <ReadOnly provider={provider} />}
    </div>
  );
}
