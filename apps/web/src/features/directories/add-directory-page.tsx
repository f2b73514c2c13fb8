import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreateProviderDto as CreateBody, LdapPresetName } from 'wardkeep/contracts';
import { CreateProviderDto } from 'wardkeep/contracts/dto';
import { ChoiceCards } from '../../components/choice-cards';
import { AddBar } from '../../components/edit-frame';
import { FormErrors } from '../../components/form-errors';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { useMay, useTimeZone } from '../../lib/session';
import { useDtoForm } from '../../lib/use-dto-form';
import { AccountFields, SearchFields, ServerFields } from './connection-fields';
import { emptyDirectory, toCreation, withPreset, type DirectoryValues } from './directory-values';
import { createDirectory, lastTest } from './queries';
import { TestPanel } from './test-panel';
import { isWorthSending, useTest } from './use-test';
import layout from '../../components/layout.module.css';
import { SendButton } from '../../components/send-button';

const PRESETS = ['active-directory', 'openldap'] as const satisfies readonly LdapPresetName[];

function useAdding() {
  const { t } = useTranslation('directories');
  const navigate = useNavigate();
  const timeZone = useTimeZone();
  const client = useQueryClient();
  const create = useMutation(createDirectory(client));
  const [preset, setPreset] = useState<LdapPresetName>('active-directory');
  const [values, setValues] = useState(() => emptyDirectory('active-directory', timeZone));
  const dtoForm = useDtoForm<DirectoryValues, CreateBody>({
    Dto: CreateProviderDto,
    initialValues: values,
    toBody: toCreation,
    onValues: setValues,
    save: async (body) => {
      const { id, name } = await create.mutateAsync(body);
      announce(t('add.done', { name }));
      if (test.result) client.setQueryData(lastTest(id).queryKey, test.result);
      await navigate({ to: '/directories/$id/mapping', params: { id }, ignoreBlocker: true });
    },
  });
  const choose = (next: LdapPresetName) => {
    setPreset(next);
    dtoForm.form.setValues(withPreset(dtoForm.form.getValues(), next));
  };
  const test = useTest(
    null,
    () => dtoForm.form.getValues(),
    () => isWorthSending(dtoForm.form),
  );
  return { ...dtoForm, values, preset, choose, test };
}

function AddForm() {
  const { t } = useTranslation('directories');
  const may = useMay();
  const { form, failure, isSaving, onSubmit, values, preset, choose, test } = useAdding();
  const parts = { form, values, provider: null };
  return (
    <div className={layout.columns}>
      <form className={layout.form} onSubmit={onSubmit} noValidate aria-label={t('add.title')}>
        <UnsavedGuard isDirty={() => form.isDirty()} />
        <FormErrors error={failure} title={t('add.failed')} />
        <Section title={t('preset.label')}>
          <ChoiceCards
            name={t('preset.label')}
            choices={PRESETS.map((name) => ({
              value: name,
              name: t(`preset.${name}.name`),
              text: t(`preset.${name}.text`),
            }))}
            value={preset}
            onChange={choose}
          />
        </Section>
        <Section title={t('part.server')}>
          <ServerFields {...parts} />
        </Section>
        <Section title={t('part.account')} lead={t('part.accountLead')}>
          <AccountFields {...parts} />
        </Section>
        <Section title={t('part.search')}>
          <SearchFields form={form} />
        </Section>
        <AddBar>
          <SendButton aria-disabled={isSaving}>{t(isSaving ? 'add.adding' : 'add.title')}</SendButton>
          <Button component={Link} to="/directories" variant="default">
            {t('common:action.cancel')}
          </Button>
          <span className="dimmed">{t('add.startsDisabled')}</span>
        </AddBar>
      </form>
      <div className={layout.aside}>
        <TestPanel test={test} mayTest={may('providers:operate', 'domain')} />
      </div>
    </div>
  );
}

export function AddDirectoryPage() {
  const { t } = useTranslation('directories');
  const may = useMay();
  if (!may('providers:create', 'domain')) return <ForbiddenPage permission="providers:create" />;
  return (
    <div className={layout.page}>
      <PageHeader
        title={t('add.title')}
        page={t('title')}
        lead={t('add.lead')}
        back={<Link to="/directories">{t('title')}</Link>}
      />
      <AddForm />
    </div>
  );
}
