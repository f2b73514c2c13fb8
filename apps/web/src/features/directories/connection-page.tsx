import { useTranslation } from 'react-i18next';
import { LifecycleSection } from '../../components/provider-lifecycle';
import { Section } from '../../components/section';
import { AccountFields, SearchFields, ServerFields } from './connection-fields';
import { ConnectionTold } from './told';
import { EditFrame } from '../../components/edit-frame';
import { useLifecycle } from './use-lifecycle';
import { TestPanel } from './test-panel';
import { useDirectory } from './use-directory';
import { useSettingWords } from './use-setting-words';
import { useDirectoryForm } from './use-directory-form';
import { valuesOf } from './directory-values';
import { isWorthSending, useTest } from './use-test';
import type { ProviderDetail } from 'wardkeep/contracts';
import layout from '../../components/layout.module.css';

type PageProps = { readonly provider: ProviderDetail };

function Editable({ provider }: PageProps) {
  const { t } = useTranslation('directories');
  const editing = useDirectoryForm(provider);
  const words = useSettingWords();
  const lifecycle = useLifecycle(provider);
  const { form, values } = editing;
  const test = useTest(
    provider,
    () => form.getValues(),
    () => isWorthSending(form),
  );
  return (
    <div className={layout.columns}>
      <div className={layout.stack}>
        <EditFrame editing={editing} words={words} label={t('tab.connection')}>
          <Section title={t('part.server')}>
            <ServerFields form={form} values={values} provider={provider} />
          </Section>
          <Section title={t('part.account')} lead={t('part.accountLead')}>
            <AccountFields form={form} values={values} provider={provider} />
          </Section>
          <Section title={t('part.search')}>
            <SearchFields form={form} />
          </Section>
        </EditFrame>
        <LifecycleSection {...lifecycle} />
      </div>
      <div className={layout.aside}>
        <TestPanel test={test} mayTest={provider.actions.includes('test')} />
      </div>
    </div>
  );
}

function ReadOnly({ provider }: PageProps) {
  const lifecycle = useLifecycle(provider);
  const test = useTest(
    provider,
    () => valuesOf(provider),
    () => true,
  );
  return (
    <div className={layout.columns}>
      <div className={layout.stack}>
        <ConnectionTold provider={provider} />
        <LifecycleSection {...lifecycle} />
      </div>
      <div className={layout.aside}>
        <TestPanel test={test} mayTest={provider.actions.includes('test')} />
      </div>
    </div>
  );
}

export function ConnectionPage() {
  const provider = useDirectory();
  if (!provider) return null;
  return provider.actions.includes('update') ? <Editable provider={provider} /> : <ReadOnly provider={provider} />;
}
