import { useTranslation } from 'react-i18next';
import { OIDC_PRESETS, type ProviderDetail } from 'wardkeep/contracts';
import { EditFrame } from '../../components/edit-frame';
import layout from '../../components/layout.module.css';
import { LifecycleSection } from '../../components/provider-lifecycle';
import { Section } from '../../components/section';
import { OursSection } from './endpoints';
import { ExpiringSection } from './expiring';
import { NameField } from './name-field';
import { OidcFields } from './oidc-fields';
import type { SsoProvider } from './queries';
import { SamlDemands, SamlSource } from './saml-fields';
import { KeysSection } from './saml-keys';
import { MetadataState } from './saml-metadata';
import { ConnectionTold } from './told';
import { useLifecycle } from './use-lifecycle';
import { useProvider } from './use-provider';
import { useProviderForm, type SsoEditing } from './use-provider-form';
import { useSettingWords } from './use-setting-words';

type ProviderProps = { readonly provider: SsoProvider };

function OidcParts({ editing, provider }: { readonly editing: SsoEditing; readonly provider: ProviderDetail<'oidc'> }) {
  const { t } = useTranslation('sso');
  const { form, values } = editing;
  return (
    <Section title={t('part.theirs')} lead={t('theirs.lead.oidc')}>
      <OidcFields form={form} values={values} provider={provider} issuerExample={OIDC_PRESETS.generic.issuerExample} />
    </Section>
  );
}

function SamlParts({ editing: { form, values } }: { readonly editing: SsoEditing }) {
  const { t } = useTranslation('sso');
  return (
    <>
      <Section title={t('part.theirs')} lead={t('theirs.lead.saml')}>
        <SamlSource form={form} values={values} />
      </Section>
      <Section title={t('part.demands')} lead={t('demands.lead')}>
        <SamlDemands form={form} />
      </Section>
    </>
  );
}

function Editable({ provider }: ProviderProps) {
  const { t } = useTranslation('sso');
  const editing = useProviderForm(provider);
  const words = useSettingWords();
  return (
    <EditFrame editing={editing} words={words} label={t('tab.connection')}>
      <Section title={t('part.button')} lead={t('part.buttonLead')}>
        <div className={layout.fields}>
          <NameField form={editing.form} />
        </div>
      </Section>
      {provider.kind === 'oidc' ? <OidcParts editing={editing} provider={provider} /> : <SamlParts editing={editing} />}
    </EditFrame>
  );
}

export function ConnectionPage() {
  const provider = useProvider();
  return provider ? <Loaded provider={provider} /> : null;
}

function Loaded({ provider }: ProviderProps) {
  const lifecycle = useLifecycle(provider);
  const { kind, endpoints, expiring, actions } = provider;
  return (
    <div className={layout.columns}>
      <div className={layout.stack}>
        {kind === 'saml' && <MetadataState provider={provider} />}
        {actions.includes('update') ? <Editable provider={provider} /> : <ConnectionTold provider={provider} />}
        <LifecycleSection {...lifecycle} />
      </div>
      <div className={layout.stack}>
        <OursSection protocol={kind} endpoints={endpoints} isStored />
        {kind === 'saml' && <KeysSection provider={provider} />}
        <ExpiringSection expiring={expiring} />
      </div>
    </div>
  );
}
