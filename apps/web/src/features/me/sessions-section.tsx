import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Session } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { useFormats } from '../../lib/formats';
import { endMySession, mySessions } from './queries';
import classes from './me.module.css';

function SessionLine({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }) {
  const { t } = useTranslation('me');
  const format = useFormats();
  const seen = session.current
    ? t('sessions.since', { when: format.dateTime(session.startedAt) })
    : t('sessions.seen', { when: format.dateTime(session.lastSeenAt) });
  return (
    <li className={classes.session}>
      <div>
        <div className={classes.device}>
          {session.device}
          {session.current && <span className={classes.this}>{t('sessions.this')}</span>}
        </div>
        <span className="dimmed numeric">
          {session.address} · {seen}
        </span>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          aria-label={t('sessions.endOf', { device: session.device })}
          onClick={onEnd}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}

export function SessionsSection() {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const sessions = useQuery(mySessions);
  const end = useMutation(endMySession(client));
  const live = sessions.data?.items ?? [];
  const ownFirst = [...live].sort((a, b) => Number(b.current) - Number(a.current));
  const stop = ({ id, device }: Session) =>
    end.mutate(id, { onSuccess: () => announce(t('sessions.ended', { device })) });
  return (
    <Section title={t('sessions.title')} lead={t('sessions.lead')}>
      <FormErrors error={end.error} />
      {sessions.error && (
        <ListFailed error={sessions.error} title={t('sessions.failed')} onRetry={() => void sessions.refetch()} />
      )}
      <ul className={classes.sessions} aria-busy={sessions.isPending}>
        {ownFirst.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => stop(session)} />
        ))}
      </ul>
    </Section>
  );
}
