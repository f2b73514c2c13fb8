import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import classes from './sessions.module.css';

/** Ended by somebody, or simply over by now: the record says only the first. */
const isOver = (session: Session) => session.endedAt !== null || session.endedBecause !== null;

function State({ session }: { readonly session: Session }) {
  const { t } = useTranslation('sessions');
  if (!isOver(session)) return <StatusMark status="live" />;
  return (
    <StatusMark
      status="ended"
      words={session.endedBecause ? t(`because.${session.endedBecause}`) : t('because.other')}
    />
  );
}

export function useSessionColumns(): readonly Column<Session>[] {
  const { t } = useTranslation('sessions');
  return useMemo(
    () => [
      {
        id: 'user',
        label: t('user'),
        cell: (session) => (
          <>
            <Link to={`/users/${session.userId}` as '/'}>{session.username}</Link>
            {session.current && <span className={classes.this}>{t('this')}</span>}
          </>
        ),
      },
      { id: 'device', label: t('device'), cell: (session) => session.device },
      { id: 'address', label: t('address'), cell: (session) => <span className="numeric">{session.address}</span> },
      { id: 'method', label: t('method'), cell: (session) => t(`common:method.${session.method}`), hidden: true },
      {
        id: 'startedAt',
        label: t('started'),
        sort: 'startedAt',
        cell: (session) => <TimeText at={session.startedAt} />,
      },
      { id: 'lastSeenAt', label: t('lastSeen'), cell: (session) => <TimeText at={session.lastSeenAt} relative /> },
      {
        id: 'endsAt',
        label: t('ends'),
        cell: (session) => <TimeText at={session.endedAt ?? session.endsAt} />,
      },
      { id: 'state', label: t('state'), cell: (session) => <State session={session} /> },
    ],
    [t],
  );
}
