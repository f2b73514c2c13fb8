import { Button, Checkbox } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SsoTestResult } from 'wardkeep/contracts';
import { AttributeRow, AttributeRows } from '../../components/attribute-rows';
import { EditFrame } from '../../components/edit-frame';
import layout from '../../components/layout.module.css';
import { Section } from '../../components/section';
import { testSignIn, type SsoProvider } from './queries';
import { RoleFields } from './role-fields';
import { MappingTold } from './told';
import { useLastTest } from './use-last-test';
import { useProvider } from './use-provider';
import { useProviderForm, type SsoEditing } from './use-provider-form';
import { useSettingWords } from './use-setting-words';

const FIELDS = ['username', 'firstName', 'lastName', 'email', 'groups'] as const;

type PartProps = { readonly editing: SsoEditing; readonly result: SsoTestResult | null };

/** Several values of one claim stand as several lines. */
function valueIn({ claims }: SsoTestResult, name: string): string | null {
  const values = claims.filter((claim) => claim.name === name.trim()).map(({ value }) => value);
  return values.length > 0 ? values.join(', ') : null;
}

function Attributes({ editing: { form, values }, result }: PartProps) {
  const { t } = useTranslation('sso');
  const known = [...new Set(result?.claims.map(({ name }) => name))];
  return (
    <AttributeRows from={result ? (result.mapped?.username ?? result.mapped?.subject ?? t('test.title')) : null}>
      {FIELDS.map((field) => {
        const path = `config.attributes.${field}`;
        const name = values.config.attributes[field];
        return (
          <AttributeRow
            key={form.key(path)}
            label={t(`field.attributes.${field}`)}
            description={t(`help.attributes.${field}`)}
            known={known}
            {...(result && name.trim() !== '' && { sample: valueIn(result, name) })}
            input={form.getInputProps(path)}
          />
        );
      })}
    </AttributeRows>
  );
}

function SampleLink({ provider, hasSample }: { readonly provider: SsoProvider; readonly hasSample: boolean }) {
  const { t } = useTranslation('sso');
  if (!provider.actions.includes('test')) return null;
  return (
    <Button
      component={Link}
      to={`/sso/${provider.id}/test`}
      variant="light"
      size="xs"
      leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
    >
      {t(hasSample ? 'mapping.again' : 'mapping.sample')}
    </Button>
  );
}

/** What a test sign-in brought, to map by looking. */
function useSample(id: string): SsoTestResult | null {
  const { data } = useQuery(testSignIn(id, useLastTest(id)[0]));
  return data && data.claims.length > 0 ? data : null;
}

function Editable({ provider }: { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  const editing = useProviderForm(provider);
  const words = useSettingWords();
  const result = useSample(provider.id);
  const { form } = editing;
  return (
    <EditFrame editing={editing} words={words} label={t('tab.mapping')}>
      <Section
        title={t('part.attributes')}
        lead={t(`mapping.lead.${provider.kind}`)}
        aside={<SampleLink provider={provider} hasSample={result !== null} />}
      >
        <Attributes editing={editing} result={result} />
      </Section>
      <Section title={t('part.roles')} lead={t('part.rolesLead')}>
        <RoleFields editing={editing} provider={provider} groups={result?.mapped?.groups ?? []} />
      </Section>
      <Section title={t('part.newcomers')}>
        <div className={layout.fields}>
          {(['jit', 'reevaluateRole'] as const).map((field) => (
            <Checkbox
              key={form.key(`config.${field}`)}
              label={t(`field.${field}`)}
              description={t(`help.${field}`)}
              {...form.getInputProps(`config.${field}`, { type: 'checkbox' })}
            />
          ))}
        </div>
      </Section>
    </EditFrame>
  );
}

export function MappingPage() {
  const provider = useProvider();
  if (!provider) return null;
  return (
    <div className={layout.narrow}>
      {provider.actions.includes('update') ? <Editable provider={provider} /> : <MappingTold provider={provider} />}
    </div>
  );
}
