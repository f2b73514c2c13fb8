import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DomainDetail } from 'wardkeep/contracts';
import { UpdateDomainDto } from 'wardkeep/contracts/dto';
import { FieldChanges } from '../../components/field-changes';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { problemCode } from '../../lib/problems';
import { useDtoForm } from '../../lib/use-dto-form';
import { BannerFields } from './banner-fields';
import { Blocked } from './blocked';
import { bannerValues, toUpdate, type UpdateValues } from './domain-form';
import { domainById, updateDomain } from './queries';
import classes from './domains.module.css';

type Outcome = 'open' | 'saved' | 'stale';

const valuesOf = (domain: DomainDetail): UpdateValues => ({
  displayName: domain.displayName,
  banner: bannerValues(domain.banner),
});

function useEditing(domain: DomainDetail) {
  const { t } = useTranslation('domains');
  const update = useMutation(updateDomain(useQueryClient()));
  const [outcome, setOutcome] = useState<Outcome>('open');
  const dtoForm = useDtoForm<UpdateValues, UpdateDomainDto>({
    Dto: UpdateDomainDto,
    initialValues: valuesOf(domain),
    toBody: toUpdate,
    save: async (body) => {
      try {
        await update.mutateAsync({ id: domain.id, version: domain.version, body });
        setOutcome('saved');
        announce(t('saved'));
      } catch (error) {
        if (problemCode(error) !== 'stale-version') throw error;
        setOutcome('stale');
      }
    },
  });
  return { ...dtoForm, outcome, setOutcome };
}

/** Somebody saved in between: the newer state is fetched and shown beside one's own, which stays in the form. */
function Stale({
  domain,
  mine,
  onLoaded,
}: {
  readonly domain: DomainDetail;
  readonly mine: UpdateDomainDto;
  readonly onLoaded: () => void;
}) {
  const { t } = useTranslation('domains');
  const client = useQueryClient();
  const [seen] = useState(domain.version);
  const isLoaded = domain.version !== seen;
  const load = () => client.invalidateQueries({ queryKey: domainById(domain.id).queryKey });
  const theirs = (banner: DomainDetail['banner'] | undefined) => (banner ? `${banner.text} ${banner.color}` : '');
  return (
    <Alert role="alert" color="danger" title={t('common:form.conflictTitle')}>
      <div className={classes.fields}>
        <p>{t('common:form.conflictText')}</p>
        {isLoaded && (
          <FieldChanges
            changes={[
              { field: t('displayName'), before: domain.displayName, after: mine.displayName },
              { field: t('banner'), before: theirs(domain.banner), after: theirs(mine.banner) },
            ]}
          />
        )}
        <div className={classes.buttons}>
          <Button size="xs" variant="default" onClick={() => (isLoaded ? onLoaded() : void load())}>
            {isLoaded ? t('compared') : t('common:form.loadNewer')}
          </Button>
        </div>
      </div>
    </Alert>
  );
}

function EditForm({ domain }: { readonly domain: DomainDetail }) {
  const { t } = useTranslation('domains');
  const { form, failure, isSaving, onSubmit, outcome, setOutcome } = useEditing(domain);
  const [banner, setBanner] = useState(() => bannerValues(domain.banner));
  const isSaved = outcome === 'saved';
  return (
    <form className={classes.fields} onSubmit={onSubmit} onChange={() => isSaved && setOutcome('open')} noValidate>
      <UnsavedGuard isDirty={() => form.isDirty()} />
      <FormErrors error={failure} />
      {outcome === 'stale' && (
        <Stale domain={domain} mine={toUpdate(form.getValues())} onLoaded={() => setOutcome('open')} />
      )}
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
      <div className={classes.buttons}>
        <SendButton aria-disabled={isSaving}>{t(isSaving ? 'common:action.saving' : 'common:action.save')}</SendButton>
        {isSaved && <span className={classes.done}>{t('saved')}</span>}
      </div>
    </form>
  );
}

export function EditSection({ domain }: { readonly domain: DomainDetail }) {
  const { t } = useTranslation('domains');
  if (!domain.actions.includes('update')) return <Blocked domain={domain} action="update" />;
  return (
    <Section title={t('edit')}>
      <EditForm domain={domain} />
    </Section>
  );
}
