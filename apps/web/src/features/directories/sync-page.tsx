import { Button } from '@mantine/core';
import { IconEye, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { Section } from '../../components/section';
import { ApplyDialog } from './apply-dialog';
import { EditFrame } from '../../components/edit-frame';
import { RunPanel } from './run-panel';
import { isUnderWay } from './run-state';
import { LimitField, ScheduleFields } from './schedule-fields';
import { SyncTold } from './sync-told';
import { useDirectory } from './use-directory';
import { useSettingWords } from './use-setting-words';
import { useDirectoryForm } from './use-directory-form';
import { useSync, type Sync } from './use-sync';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

type PageProps = { readonly provider: ProviderDetail };

type StartProps = PageProps & { readonly sync: Sync };

/** A preview changes nothing, so that a directory can be looked at before it is enabled. */
const mayPreview = ({ actions, blocked }: ProviderDetail) =>
  actions.includes('sync') || blocked.sync === 'provider-disabled';

function SyncNow({ provider, sync }: StartProps) {
  const { t } = useTranslation('directories');
  const [asks, setAsks] = useState(false);
  if (!provider.actions.includes('sync')) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden="true" />}
        onClick={() => setAsks(true)}
      >
        {t('sync.now')}
      </Button>
      <ApplyDialog provider={provider} plan={null} sync={sync} opened={asks} onClose={() => setAsks(false)} />
    </>
  );
}

function StartButtons({ provider, sync }: StartProps) {
  const { t } = useTranslation('directories');
  if (!mayPreview(provider)) return null;
  return (
    <div className={classes.starts}>
      <Button
        leftSection={<IconEye size={16} aria-hidden="true" />}
        aria-disabled={sync.isStarting}
        onClick={() => !sync.isStarting && sync.preview()}
      >
        {t('sync.preview')}
      </Button>
      <SyncNow provider={provider} sync={sync} />
    </div>
  );
}

function NoRunYet({ provider }: PageProps) {
  const { t } = useTranslation('directories');
  return <p className={classes.first}>{t(mayPreview(provider) ? 'sync.first' : 'sync.never')}</p>;
}

function Runs({ provider }: PageProps) {
  const { t } = useTranslation('directories');
  const sync = useSync(provider);
  const { data, error, refetch } = sync.query;
  const isBusy = data !== null && data !== undefined && isUnderWay(data.run);
  return (
    <Section
      title={t('sync.title')}
      lead={t('sync.lead')}
      aside={data !== undefined && !isBusy && <StartButtons provider={provider} sync={sync} />}
    >
      <div className={layout.stack}>
        <FormErrors error={sync.error} title={t('sync.notStarted')} />
        {error && <ListFailed error={error} onRetry={() => void refetch()} />}
        {data === undefined && !error && <ListSkeleton />}
        {data === null && <NoRunYet provider={provider} />}
        {data && <RunPanel key={data.run.id} provider={provider} followed={data} sync={sync} />}
      </div>
    </Section>
  );
}

function Settings({ provider }: PageProps) {
  const { t } = useTranslation('directories');
  const editing = useDirectoryForm(provider);
  const words = useSettingWords();
  const { form, values } = editing;
  return (
    <EditFrame editing={editing} words={words} label={t('tab.sync')}>
      <Section title={t('part.schedule')}>
        <div className={classes.scheduleColumns}>
          <ScheduleFields form={form} values={values} />
          <LimitField form={form} />
        </div>
      </Section>
    </EditFrame>
  );
}

export function SyncPage() {
  const provider = useDirectory();
  if (!provider) return null;
  return (
    <div className={layout.stack}>
      <Runs provider={provider} />
      {provider.actions.includes('update') ? <Settings provider={provider} /> : <SyncTold provider={provider} />}
    </div>
  );
}
