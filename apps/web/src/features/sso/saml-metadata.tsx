import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconRefreshAlert } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SamlMetadataView } from 'wardkeep/contracts';
import { FieldChanges } from '../../components/field-changes';
import { FormErrors } from '../../components/form-errors';
import layout from '../../components/layout.module.css';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { samlUpkeep, upkeepAction, type SsoProvider } from './queries';
import { useSettingWords } from './use-setting-words';
import classes from './sso.module.css';

type ProviderProps = { readonly provider: SsoProvider };
type Pending = NonNullable<SamlMetadataView['pending']>;

/** What the provider says of itself by now, which acts once somebody says so. */
function PendingChange({ provider: { id, actions }, pending }: ProviderProps & { readonly pending: Pending }) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  const { nameOf } = useSettingWords();
  const adopt = useMutation(upkeepAction(useQueryClient(), id, (of) => api.providers.adoptSamlMetadata(of)));
  const run = () => {
    if (!adopt.isPending) adopt.mutate(undefined, { onSuccess: () => announce(t('pending.adopted')) });
  };
  return (
    <Alert title={t('pending.title')} icon={<IconRefreshAlert size={18} aria-hidden="true" />}>
      <div className={layout.stack}>
        <p>{t('pending.text', { date: format.dateTime(pending.at) })}</p>
        <FieldChanges changes={pending.changes} fieldName={nameOf} />
        <FormErrors error={adopt.error} title={t('common:confirm.refused')} />
        {actions.includes('update') && (
          <div>
            <Button aria-disabled={adopt.isPending} onClick={run}>
              {t('pending.adopt')}
            </Button>
          </div>
        )}
      </div>
    </Alert>
  );
}

/** When the metadata was read last and how that went, and reading it now. */
function Reading({ provider: { id, actions }, metadata }: ProviderProps & { readonly metadata: SamlMetadataView }) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  const read = useMutation(upkeepAction(useQueryClient(), id, (of) => api.providers.readSamlMetadata(of)));
  const run = () => {
    if (!read.isPending) read.mutate(undefined, { onSuccess: () => announce(t('reading.done')) });
  };
  const { readAt, failedAt, failure } = metadata;
  return (
    <div className={classes.reading}>
      <div>
        <p>{readAt === null ? t('reading.never') : t('reading.readAt', { date: format.dateTime(readAt) })}</p>
        {failedAt !== null && failure !== null && (
          <p className={classes.failed}>{t('reading.failed', { date: format.dateTime(failedAt), failure })}</p>
        )}
        <FormErrors error={read.error} title={t('common:confirm.refused')} />
      </div>
      {actions.includes('test') && (
        <Button variant="default" size="xs" aria-disabled={read.isPending} onClick={run}>
          {t('pending.read')}
        </Button>
      )}
    </div>
  );
}

/** Of a provider that is known by the address of its metadata. */
export function MetadataState({ provider }: ProviderProps) {
  const { data } = useQuery(samlUpkeep(provider.id));
  if (!data || provider.kind !== 'saml' || provider.config.metadataUrl === null) return null;
  const { metadata } = data;
  return (
    <div className={layout.stack}>
      {metadata.pending && <PendingChange provider={provider} pending={metadata.pending} />}
      <Reading provider={provider} metadata={metadata} />
    </div>
  );
}
