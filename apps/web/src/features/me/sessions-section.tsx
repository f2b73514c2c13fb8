import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FormErrors } from '../../components/form-errors';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { endMySession, myEndedSessions, mySessions } from './queries';
import classes from './me.module.css';

type SessionLineProps = { readonly session: Session; readonly onEnd?: () => void };

function useWhen(session: Session): string {
  const { t } = useTranslation('me');
  const format = useFormats();
  if (session.endedBecause) {
    const because = t(`sessions:because.${session.endedBecause}`);
    return t('sessions.endedAt', { because, when: format.dateTime(session.endedAt ?? session.endsAt) });
  }
  if (session.current) return t('sessions.since', { when: format.dateTime(session.startedAt) });
  return t('sessions.seen', { when: format.dateTime(session.lastSeenAt) });
}

function SessionLine({ session, onEnd }: SessionLineProps) {
  const { t } = useTranslation('me');
  const when = useWhen(session);
  return (
    <li className={classes.session}>
      <div>
        <div className={classes.device}>
          {session.device}
          {session.current && <span className={classes.this}>{t('sessions.this')}</span>}
        </div>
        <span className="dimmed numeric">
          {session.address} · {t(`common:method.${session.method}`)} · {when}
        </span>
      </div>
      {onEnd && (
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

/** Asks first: what was not saved there is lost. */
function EndOthers({ count }: { readonly count: number }) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const end = async () => {
    const { endedSessions } = await api.me.endOtherSessions();
    announce(t('sessions.othersEnded', { count: endedSessions }));
    await client.invalidateQueries({ queryKey: mySessions.queryKey });
  };
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        {t('sessions.endOthers')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        level={1}
        title={t('sessions.endOthersTitle')}
        action={t('sessions.endOthersAction', { count })}
        onConfirm={end}
      >
        {t('sessions.endOthersText')}
      </ConfirmDialog>
    </>
  );
}

/** Those that are over, and how they ended; asked for only when one wants to see them. */
function Earlier() {
  const { t } = useTranslation('me');
  const [shown, setShown] = useState(false);
  const ended = useQuery({ ...myEndedSessions, enabled: shown });
  const items = ended.data?.items ?? [];
  return (
    <div className={classes.earlier}>
      <Button variant="subtle" size="xs" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {t(shown ? 'sessions.hideEarlier' : 'sessions.showEarlier')}
      </Button>
      {shown && ended.error && (
        <ListFailed error={ended.error} title={t('sessions.failed')} onRetry={() => void ended.refetch()} />
      )}
      {shown && ended.isSuccess && items.length === 0 && <p className="dimmed">{t('sessions.noEarlier')}</p>}
      {shown && (
        <ul className={classes.sessions} aria-label={t('sessions.earlier')} aria-busy={ended.isPending}>
          {items.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
        </ul>
      )}
    </div>
  );
}

export function SessionsSection() {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const sessions = useQuery(mySessions);
  const end = useMutation(endMySession(client));
  const live = sessions.data?.items ?? [];
  const ownFirst = [...live].sort((a, b) => Number(b.current) - Number(a.current));
  const others = live.filter(({ current }) => !current).length;
  const stop = ({ id, device }: Session) =>
    end.mutate(id, { onSuccess: () => announce(t('sessions.ended', { device })) });
  return (
    <Section title={t('sessions.title')} lead={t('sessions.lead')} aside={others > 0 && <EndOthers count={others} />}>
      <FormErrors error={end.error} />
      {sessions.error && (
        <ListFailed error={sessions.error} title={t('sessions.failed')} onRetry={() => void sessions.refetch()} />
      )}
      <ul className={classes.sessions} aria-label={t('sessions.live')} aria-busy={sessions.isPending}>
        {ownFirst.map((session) => (
          <SessionLine key={session.id} session={session} {...(!session.current && { onEnd: () => stop(session) })} />
        ))}
      </ul>
      <Earlier />
    </Section>
  );
}
