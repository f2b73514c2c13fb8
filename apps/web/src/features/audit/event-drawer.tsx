import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { ListFailed } from '../../components/list-states';
import { LoadingPage } from '../../components/page-states';
import { StatusMark } from '../../components/status-mark';
import { useTitle } from '../../lib/titles';
import { EventFacts } from './event-facts';
import { auditEvent } from './queries';
import { plainSentence } from './sentence';
import { SentenceText } from './sentence-text';
import { useWords } from './use-words';
import classes from './audit.module.css';

const route = getRouteApi('/shell/audit/$id');

function EventView({ event }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const words = useWords();
  useTitle(plainSentence(event, words), t('title'));
  const address = `${window.location.origin}/audit/${event.id}`;
  return (
    <div className={classes.facts}>
      <p className={classes.headline}>
        <SentenceText event={event} />
      </p>
      <div className={classes.marks}>
        <StatusMark status={event.outcome} />
        <CopyButton value={address} label={t('copyLink')} />
      </div>
      <EventFacts event={event} />
    </div>
  );
}

/** One event over the list, with an address of its own. */
export function EventDrawer() {
  const { t } = useTranslation('audit');
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(auditEvent(id));
  const close = () => void navigate({ to: '/audit', search: true });
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="38rem"
      title={t('event.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {query.isPending && <LoadingPage />}
      {query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <EventView event={query.data} />}
    </Drawer>
  );
}
