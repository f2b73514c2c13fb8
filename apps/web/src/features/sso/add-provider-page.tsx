import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  OIDC_PRESETS,
  SSO_PRESET_NAMES,
  SSO_PROTOCOLS,
  type CreateProviderDto as CreateBody,
  type OidcConfigDto,
  type SamlConfigDto,
  type SsoPresetName,
  type SsoProtocol,
} from 'wardkeep/contracts';
import { CreateProviderDto } from 'wardkeep/contracts/dto';
import { ChoiceCards } from '../../components/choice-cards';
import { AddBar } from '../../components/edit-frame';
import { FormErrors } from '../../components/form-errors';
import layout from '../../components/layout.module.css';
import { ListFailed } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { useMay, useTimeZone } from '../../lib/session';
import { useDtoForm } from '../../lib/use-dto-form';
import { OursSection } from './endpoints';
import { NameField } from './name-field';
import { OidcFields } from './oidc-fields';
import { createProvider } from './queries';
import { SamlDemands, SamlSource } from './saml-fields';
import { emptyProvider, toCreation, withPreset, type SsoValues } from './sso-values';
import { useDraft } from './use-draft';

/** The one for all others last. */
const PRESETS = [...SSO_PRESET_NAMES.filter((name) => name !== 'generic'), 'generic'] as const;

type Kind = { readonly protocol: SsoProtocol; readonly preset: SsoPresetName };

function useAdding() {
  const { t } = useTranslation('sso');
  const navigate = useNavigate();
  const timeZone = useTimeZone();
  const create = useMutation(createProvider(useQueryClient()));
  const { query: draft, using } = useDraft();
  const [kind, setKind] = useState<Kind>({ protocol: 'oidc', preset: 'generic' });
  const [values, setValues] = useState(() => emptyProvider(kind.protocol, kind.preset));
  const dtoForm = useDtoForm<SsoValues, CreateBody<SamlConfigDto | OidcConfigDto>>({
    Dto: CreateProviderDto,
    initialValues: values,
    toBody: (mine) => toCreation(kind.protocol, mine, timeZone),
    onValues: setValues,
    save: async (body) => {
      const { id, name } = await using((draft) =>
        create.mutateAsync({ ...body, ...(draft !== undefined && { draft }) }),
      );
      announce(t('add.done', { name }));
      await navigate({ to: '/sso/$id/connection', params: { id }, ignoreBlocker: true });
    },
  });
  const choose = (change: Partial<Kind>) => {
    const next = { ...kind, ...change };
    setKind(next);
    dtoForm.form.clearErrors();
    dtoForm.form.setValues(withPreset(dtoForm.form.getValues(), next.protocol, next.preset));
  };
  return { ...dtoForm, values, kind, choose, draft };
}

type Adding = ReturnType<typeof useAdding>;

function KindSection({ kind, choose }: Pick<Adding, 'kind' | 'choose'>) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('part.kind')}>
      <div className={layout.stack}>
        <ChoiceCards
          label={t('preset.label')}
          choices={PRESETS.map((value) => ({
            value,
            name: t(`preset.${value}.name`),
            text: t(`preset.${value}.${kind.protocol}`),
          }))}
          value={kind.preset}
          onChange={(preset) => choose({ preset })}
        />
        <ChoiceCards
          label={t('protocol.label')}
          choices={[...SSO_PROTOCOLS].reverse().map((value) => ({
            value,
            name: t(`protocol.${value}.name`),
            text: t(`protocol.${value}.text`),
          }))}
          value={kind.protocol}
          onChange={(protocol) => choose({ protocol })}
        />
      </div>
    </Section>
  );
}

function Theirs({ kind: { protocol, preset }, form, values }: Adding) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('part.theirs')} lead={t(`theirs.lead.${protocol}`)}>
      {protocol === 'oidc' ? (
        <OidcFields form={form} values={values} provider={null} issuerExample={OIDC_PRESETS[preset].issuerExample} />
      ) : (
        <div className={layout.stack}>
          <SamlSource form={form} values={values} />
          <details className={layout.more}>
            <summary>{t('part.demands')}</summary>
            <SamlDemands form={form} />
          </details>
        </div>
      )}
    </Section>
  );
}

/** There already, so that the identity provider can be told first: some say nothing of themselves before. */
function Ours({ kind: { protocol }, draft }: Pick<Adding, 'kind' | 'draft'>) {
  const { data, error, refetch } = draft;
  if (error) return <ListFailed error={error} onRetry={() => void refetch()} />;
  return <OursSection protocol={protocol} endpoints={data?.endpoints[protocol] ?? null} isStored={false} />;
}

function AddForm() {
  const { t } = useTranslation('sso');
  const adding = useAdding();
  const { form, failure, isSaving, onSubmit, kind, choose } = adding;
  return (
    <form className={layout.form} onSubmit={onSubmit} noValidate aria-label={t('add.title')}>
      <UnsavedGuard isDirty={() => form.isDirty()} />
      <FormErrors error={failure} title={t('add.failed')} />
      <KindSection kind={kind} choose={choose} />
      <Section title={t('part.button')} lead={t('part.buttonLead')}>
        <div className={layout.fields}>
          <NameField form={form} />
        </div>
      </Section>
      <Ours {...adding} />
      <Theirs {...adding} />
      <AddBar>
        <SendButton aria-disabled={isSaving}>{t(isSaving ? 'add.adding' : 'add.title')}</SendButton>
        <Button component={Link} to="/sso" variant="default">
          {t('common:action.cancel')}
        </Button>
      </AddBar>
    </form>
  );
}

/** From which product, over which protocol, and what it says of itself. */
export function AddProviderPage() {
  const { t } = useTranslation('sso');
  const may = useMay();
  if (!may('providers:create', 'domain')) return <ForbiddenPage permission="providers:create" />;
  return (
    <div className={layout.narrow}>
      <PageHeader
        title={t('add.title')}
        page={t('title')}
        lead={t('add.lead')}
        back={<Link to="/sso">{t('title')}</Link>}
      />
      <AddForm />
    </div>
  );
}
