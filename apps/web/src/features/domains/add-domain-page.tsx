import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedDomain } from 'wardkeep/contracts';
import { CreateDomainDto } from 'wardkeep/contracts/dto';
import { FormErrors } from '../../components/form-errors';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { SecretDialog } from '../../components/secret-dialog';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { useMay } from '../../lib/session';
import { useDtoForm } from '../../lib/use-dto-form';
import { AdministratorFields } from './administrator-fields';
import { BannerFields } from './banner-fields';
import { emptyDomain, toCreation, type BannerValues, type CreateValues } from './domain-form';
import { createDomain } from './queries';
import classes from './domains.module.css';

type Secret = { readonly id: string; readonly username: string; readonly password: string };

function useCreation() {
  const { t } = useTranslation('domains');
  const navigate = useNavigate();
  const create = useMutation(createDomain(useQueryClient()));
  const [secret, setSecret] = useState<Secret | null>(null);
  const open = (id: string) => navigate({ to: '/domains/$id', params: { id }, ignoreBlocker: true });
  const created = ({ id, name, administrator }: CreatedDomain) => {
    announce(t('created', { name }));
    const { username, temporaryPassword } = administrator;
    if (temporaryPassword === undefined) return open(id);
    return setSecret({ id, username, password: temporaryPassword });
  };
  const dtoForm = useDtoForm<CreateValues, CreateDomainDto>({
    Dto: CreateDomainDto,
    initialValues: emptyDomain,
    toBody: toCreation,
    save: async (body) => created(await create.mutateAsync(body)),
  });
  const stored = () => {
    if (secret) void open(secret.id);
    setSecret(null);
    create.reset();
  };
  return { ...dtoForm, secret, stored };
}

function DomainFields({ form }: Pick<ReturnType<typeof useCreation>, 'form'>) {
  const { t } = useTranslation('domains');
  const [banner, setBanner] = useState<BannerValues>(emptyDomain.banner);
  return (
    <div className={classes.fields}>
      <TextInput
        label={t('name')}
        description={t('nameHelp')}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('displayName')}
        description={t('displayNameHelp')}
        autoComplete="off"
        key={form.key('displayName')}
        {...form.getInputProps('displayName')}
      />
      <BannerFields
        value={banner}
        errors={form.errors}
        onChange={(value) => {
          setBanner(value);
          form.setFieldValue('banner', value);
        }}
      />
    </div>
  );
}

function AddDomainForm() {
  const { t } = useTranslation('domains');
  const { form, failure, isSaving, onSubmit, secret, stored } = useCreation();
  return (
    <>
      <form className={classes.page} onSubmit={onSubmit} noValidate>
        <UnsavedGuard isDirty={() => form.isDirty()} />
        <FormErrors error={failure} title={t('notCreated')} />
        <Section title={t('oneTitle')}>
          <DomainFields form={form} />
        </Section>
        <Section title={t('administrator.title')} lead={t('administrator.lead')}>
          <AdministratorFields form={form} />
        </Section>
        <div className={classes.buttons}>
          <SendButton aria-disabled={isSaving}>{t(isSaving ? 'adding' : 'add')}</SendButton>
          <Button component={Link} to="/domains" variant="default">
            {t('common:action.cancel')}
          </Button>
        </div>
      </form>
      <SecretDialog title={t('secretTitle')} secret={secret?.password ?? null} onDone={stored}>
        {t('secretText', { username: secret?.username ?? '' })}
      </SecretDialog>
    </>
  );
}

export function AddDomainPage() {
  const { t } = useTranslation('domains');
  const may = useMay();
  if (!may('domains:create', 'all')) return <ForbiddenPage permission="domains:create" />;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('add')}
        page={t('title')}
        lead={t('addLead')}
        back={<Link to="/domains">{t('back')}</Link>}
      />
      <AddDomainForm />
    </div>
  );
}
