import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { ListFailed } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { FailedPage, LoadingPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { StatusMark } from '../../components/status-mark';
import { useFormats } from '../../lib/formats';
import { ImportActions } from './import-actions';
import { ImportFacts } from './import-facts';
import { ImportProgress } from './import-progress';
import { ImportResult } from './import-result';
import { isUnderWay, statusOf, stepOf, rowsOf } from './import-state';
import { Review } from './review';
import { Rows } from './rows';
import { Steps } from './steps';
import { importById } from './queries';
import { useFollowedImport } from './use-followed-import';
import classes from './imports.module.css';

const route = getRouteApi('/shell/imports/$id');

const hasRows = ({ counts }: Import) => counts.new + counts.changed + counts.same + counts.error > 0;

function Failure({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  if (found.state !== 'failed') return null;
  return (
    <Alert color="danger" title={t('failed')} icon={<IconAlertTriangle size={18} aria-hidden="true" />}>
      {found.error ?? t('failedUnknown')}
    </Alert>
  );
}

function ImportView({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const step = stepOf(found);
  const search = route.useSearch();
  const isSettled = !isUnderWay(found) && !found.paused;
  return (
    <div className={classes.page}>
      <PageHeader
        title={found.fileName}
        page={t('title')}
        back={<Link to="/imports">{t('back')}</Link>}
        aside={
          <StatusMark status={statusOf(found)} words={t(found.paused ? 'state.paused' : `state.${found.state}`)} />
        }
        actions={<ImportActions found={found} />}
      />
      <Steps now={step} isOver={step === 'result' && isSettled} />
      <Failure found={found} />
      {!isSettled && <ImportProgress found={found} />}
      {found.state === 'ready' && <Review found={found} />}
      {step === 'result' && isSettled && <ImportResult found={found} />}
      {found.state !== 'validating' && hasRows(found) && (
        <Section title={t('rows.title', { total: format.number(rowsOf(found)) })}>
          <Rows found={found} search={search} />
        </Section>
      )}
      <Section title={t('facts.title')}>
        <ImportFacts found={found} />
      </Section>
    </div>
  );
}

/** One import on its way: what the check found, how far it is, what came of it. It goes on without this page. */
export function ImportPage() {
  const { id } = route.useParams();
  const query = useQuery(importById(id));
  useFollowedImport(query.data);
  if (query.data) {
    return (
      <>
        {query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />}
        <ImportView found={query.data} />
      </>
    );
  }
  return query.error ? <FailedPage error={query.error} reset={() => void query.refetch()} /> : <LoadingPage />;
}
